/** The services that are written, a line each. */
import type { ServiceTable } from '../service.ts';
import { session } from './cis/session.ts';

export const SERVICES: readonly ServiceTable[] = [session];
