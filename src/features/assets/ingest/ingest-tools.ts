import { LockMode } from '@mikro-orm/postgresql';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { Failure } from '../../../kernel/failure.ts';
import { lockRow } from '../../../platform/database/rows.ts';
import type { Media } from '../../../platform/media/media.ts';
import type { Storage } from '../../../platform/storage/storage.ts';
import { JobEntity } from '../../jobs/job/job.entity.ts';
import { VerdictFailure } from '../../jobs/steps/step-handler.ts';
import type { StepRun } from '../../jobs/steps/step-handler.ts';
import { AssetEntity } from '../asset.entity.ts';
import type { AssetRow } from '../asset.entity.ts';
import { REJECTIONS } from '../rejections.ts';
import type { Rejection } from '../rejections.ts';
import type { FormatName } from './formats.ts';
import { FORMATS } from './formats.ts';

/** Dependencies of the ingest steps. */
export interface IngestTools {
  readonly media: Media;
  readonly storage: Storage;
}

const input = z.object({ assetId: z.uuid() });

/** The result that PROBE leaves for DERIVE. */
export const PROBED = z.object({
  format: z.enum(Object.keys(FORMATS) as [FormatName, ...FormatName[]]),
  orientation: z.union([1, 2, 3, 4, 5, 6, 7, 8].map((value) => z.literal(value as 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8))).optional(),
});

export type Probed = z.infer<typeof PROBED>;

/** The asset of this job. */
export async function assetOf({ scope, job }: StepRun): Promise<AssetRow> {
  const { assetId } = input.parse(job.input);
  const asset = await scope.tx((em) => em.findOne(AssetEntity, { id: assetId }));
  if (asset) return asset;
  throw failureOfRejection({ code: 'FILE_MISSING', message: 'The file was deleted before it was checked.' });
}

/** Locks the asset after its job, the order in which every transaction locks both. Undefined when it is no longer PROCESSING. */
export async function lockAsset(em: EntityManager, { job }: StepRun, { id }: AssetRow): Promise<AssetRow | undefined> {
  await lockRow(em, JobEntity, job.id);
  const asset = await em.findOne(AssetEntity, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  return asset?.status === 'PROCESSING' ? asset : undefined;
}

/**
 * The failure that ends the job of a rejected file. The verdict is written in the same transaction, and the object is removed afterwards:
 * if the worker dies in between, the object becomes an orphan.
 */
export function refuse({ storage }: IngestTools, { id, storageKey }: AssetRow, rejection: Rejection): Failure {
  const { code, message } = rejection;
  return new VerdictFailure(failureOfRejection(rejection), {
    within: async (em) => {
      const verdict = { status: 'REJECTED', rejection: code, rejectionHint: `${message} ${REJECTIONS[code]}` } as const;
      await em.nativeUpdate(AssetEntity, { id, status: 'PROCESSING' }, verdict);
    },
    afterwards: async () => void (await storage.remove([storageKey])),
  });
}

export const failureOfRejection = ({ code, message }: Pick<Rejection, 'code' | 'message'>): Failure =>
  new Failure(code, message, { category: 'USER_INPUT', retryable: false, hint: REJECTIONS[code] });
