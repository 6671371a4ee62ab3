import { oneOf } from '../../../platform/database/lists/list-filter.ts';
import { PagedQuery } from '../../../platform/database/lists/paged-query.ts';
import { RowMapper } from '../../../platform/database/lists/row-mapper.ts';
import { AdminShowcaseItemEntity } from '../showcase.entity.ts';
import type { AdminShowcaseItemRow } from '../showcase.entity.ts';
import type { ShowcasePlacement, ShowcaseState } from '../showcase.states.ts';

export interface AdminShowcaseItemFilter {
  readonly placements?: readonly ShowcasePlacement[] | null | undefined;
  readonly states?: readonly ShowcaseState[] | null | undefined;
}
export type AdminShowcaseItemOrderField = 'POSITION' | 'CREATED_AT';

/** Items of the showcase, hidden ones included. The view is empty for everyone but administrators. */
export const adminShowcaseItems = new PagedQuery<AdminShowcaseItemRow, AdminShowcaseItemFilter, AdminShowcaseItemOrderField>({
  shape: new RowMapper(AdminShowcaseItemEntity),
  orders: { POSITION: { property: 'position', type: 'bigint' }, CREATED_AT: { property: 'id', type: 'uuid' } },
  filters: { placements: oneOf('placement'), states: oneOf('state') },
});
