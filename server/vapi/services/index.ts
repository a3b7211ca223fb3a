/** The services that are written, a line each. */
import type { ServiceTable } from '../service.ts';
import { session } from './cis/session.ts';
import { category } from './cis/tagging/category.ts';
import { tag } from './cis/tagging/tag.ts';
import { tagAssociation } from './cis/tagging/tag-association.ts';
import { taggingAssociations } from './vcenter/tagging-associations.ts';

export const SERVICES: readonly ServiceTable[] = [
  session,
  category,
  tag,
  tagAssociation,
  taggingAssociations,
];
