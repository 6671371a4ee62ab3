import { PagedQuery } from '../../../platform/database/lists/paged-query.ts';
import { RowMapper } from '../../../platform/database/lists/row-mapper.ts';
import { ProviderAttemptEntity } from '../steps/provider-attempt.entity.ts';
import type { ProviderAttemptRow } from '../steps/provider-attempt.entity.ts';

/** The calls of a job that may cost money, oldest first. */
export const callsOfJob = new PagedQuery<ProviderAttemptRow>({ shape: new RowMapper(ProviderAttemptEntity), parent: 'jobId' });
