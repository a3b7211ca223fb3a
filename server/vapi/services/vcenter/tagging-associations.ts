/** `com.vmware.vcenter.tagging.associations`: all pairs of a tag and what carries it, page by page. */

import { tagsOf } from '../../../vim/tagging/tag-store.ts';
import { invalidArgument } from '../../../vmodl/fault.ts';
import type { VcenterTaggingAssociationsListResult } from '../../generated/types.ts';
import { vapiService } from '../../service.ts';
import { carriersOf } from '../cis/tagging/tag-association.ts';

const PAGE_SIZE = 1000;

export const taggingAssociations = vapiService('com.vmware.vcenter.tagging.associations', {
  /** The marker of a page is the number of pairs before it. */
  list({ iterate }, context): VcenterTaggingAssociationsListResult {
    const begin = Number(iterate?.marker ?? 0);
    if (!Number.isInteger(begin) || begin < 0) throw invalidArgument('marker');
    const ids = tagsOf(context.inventory).map(({ id }) => id);
    const all = [...carriersOf(context, ids)].flatMap(([tag, objects]) =>
      objects.map((object) => ({ tag, object })),
    );
    const end = begin + PAGE_SIZE;
    const associations = all.slice(begin, end);
    return end < all.length
      ? { associations, marker: String(end), status: 'READY' }
      : { associations, status: 'END_OF_DATA' };
  },
});
