import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { Failure } from '../../../kernel/failure.ts';
import type { Media } from '../../../platform/media/media.ts';
import type { Storage } from '../../../platform/storage/storage.ts';
import { VerdictFailure } from '../../jobs/step.work.ts';
import type { StepRun } from '../../jobs/step.work.ts';
import { AssetEntity } from '../asset.entity.ts';
import type { AssetRow } from '../asset.entity.ts';
import { REJECTIONS } from '../rejections.ts';
import type { Rejection } from '../rejections.ts';
import type { FormatName } from './formats.ts';
import { FORMATS } from './formats.ts';

/** What files are checked and prepared with. */
export interface IngestTools {
  readonly media: Media;
  readonly storage: Storage;
}

const input = z.object({ assetId: z.uuid() });

/** What PROBE leaves for DERIVE. */
export const PROBED = z.object({
  format: z.enum(Object.keys(FORMATS) as [FormatName, ...FormatName[]]),
  orientation: z.union([1, 2, 3, 4, 5, 6, 7, 8].map((value) => z.literal(value as 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8))).optional(),
});

export type Probed = z.infer<typeof PROBED>;

/** The file that this job is about. */
export async function assetOf({ scope, job }: StepRun): Promise<AssetRow> {
  const { assetId } = input.parse(job.input);
  const asset = await scope.tx((em) => em.findOne(AssetEntity, { id: assetId }));
  if (asset) return asset;
  throw failureOf({ code: 'FILE_MISSING', message: 'The file was removed before it was checked.' });
}

/** Locked behind its job, which is the order of all who change both; undefined when it is not PROCESSING any more. */
export async function lockAsset(em: EntityManager, { job }: StepRun, { id }: AssetRow): Promise<AssetRow | undefined> {
  await em.execute('select 1 from jobs where id = ? for no key update', [job.id]);
  await em.execute('select 1 from assets where id = ? for update', [id]);
  const asset = await em.findOne(AssetEntity, { id }, { refresh: true });
  return asset?.status === 'PROCESSING' ? asset : undefined;
}

/**
 * The failure that ends the job. The verdict is written in the same transaction, and what was sent is removed afterwards: a worker that
 * dies in between leaves an object that no row keeps.
 */
export function refuse({ storage }: IngestTools, { id, storageKey }: AssetRow, rejection: Rejection): Failure {
  const { code, message } = rejection;
  return new VerdictFailure(failureOf(rejection), {
    within: async (em) => {
      await em.execute(`update assets set status = 'REJECTED', rejection = ?, rejection_hint = ? where id = ? and status = 'PROCESSING'`, [
        code,
        `${message} ${REJECTIONS[code]}`,
        id,
      ]);
    },
    afterwards: () => storage.remove([storageKey]),
  });
}

export const failureOf = ({ code, message }: Pick<Rejection, 'code' | 'message'>): Failure =>
  new Failure(code, message, { category: 'USER_INPUT', retryable: false, hint: REJECTIONS[code] });
