import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { z } from 'zod';
import type { Storage } from '../../platform/storage/storage.ts';
import { AssetEntity } from '../assets/asset.entity.ts';
import type { AssetRow } from '../assets/asset.entity.ts';
import { MAX_LINK_SECONDS } from '../assets/asset.service.ts';
import type { AssetService } from '../assets/asset.service.ts';
import { csvOutput } from '../assets/csv-output.service.ts';
import type { JobEntity } from '../jobs/job/job.entity.ts';
import type { StepHandler, StepRun } from '../jobs/steps/step-handler.ts';
import { ACTIONS } from '../workspaces/workspace/workspace.access.ts';
import { BatchEntity } from './batch.entity.ts';
import type { BatchItemEntity } from './batch.entity.ts';

const PAGE_SIZE = 500;
const COLUMNS = ['row', 'status', 'failureCode', 'failureMessage', 'creditsCharged', 'jobId', 'assetId', 'link'] as const;

const exportInput = z.object({ batchId: z.uuid() });

/** Whether an EXPORT job exports a batch. */
export const isBatchExport = (input: unknown): boolean => exportInput.safeParse(input).success;

/** Handler of an export: writes the rows of a batch page by page, so that memory does not depend on their number. */
export const batchExportStep =
  (assets: AssetService, storage: Storage): StepHandler =>
  async (run) => {
    const { batchId } = exportInput.parse(run.job.input);
    const batch = await run.scope.tx((em) => em.findOneOrFail(BatchEntity, { id: batchId }));
    const variables = batch.source.template.variables.map(({ name }) => name);
    const output = await csvOutput(run, storage, {
      fileName: 'batch.csv',
      columns: [...COLUMNS, ...variables.map((name) => `variables.${name}`)],
      rows: linesOf(run, assets, batchId, variables),
    });
    return { inTransaction: (em) => assets.createOutputs(em, run.job, [{ ...output, access: ACTIONS.VIEW }]) };
  };

async function* linesOf(
  run: StepRun,
  assets: AssetService,
  batchId: string,
  variables: readonly string[],
): AsyncGenerator<readonly unknown[]> {
  for (let last = -1; ;) {
    const { rows, films } = await readPage(run, batchId, last);
    for (const { number, status, failure, credits_charged: creditsCharged, job_id: jobId, variables: values } of rows) {
      const film = jobId === null ? undefined : films.get(jobId);
      const link = film && (await assets.downloadUrl(film, MAX_LINK_SECONDS, 'ATTACHMENT'));
      yield [
        ...[number, status, failure?.code, failure?.message, creditsCharged, jobId, film?.id, link],
        ...variables.map((name) => values[name]),
      ];
    }
    if (rows.length < PAGE_SIZE) return;
    last = rows.at(-1)?.number ?? last;
  }
}

/** Reads one page of rows in a transaction of its own, so that a long export does not block other work. */
function readPage({ scope }: StepRun, batchId: string, last: number) {
  return scope.tx(async (em) => {
    const rows = await em
      .getKysely<InferKyselyDB<typeof BatchItemEntity | typeof JobEntity>>()
      .selectFrom('batch_rows as r')
      .leftJoin('jobs as j', (join) => join.onRef('j.batch_id', '=', 'r.batch_id').onRef('j.batch_row', '=', 'r.number'))
      .select(['r.number', 'r.status', 'r.failure', 'r.credits_charged', 'r.variables', 'j.id as job_id'])
      .where('r.batch_id', '=', batchId)
      .where('r.number', '>', last)
      .orderBy('r.number')
      .limit(PAGE_SIZE)
      .execute();
    const jobIds = rows.flatMap(({ job_id: jobId }) => jobId ?? []);
    const found = await em.find(AssetEntity, { jobId: { $in: jobIds }, format: 0, role: 'VIDEO', status: 'READY' });
    return { rows, films: new Map(found.map((film): [string, AssetRow] => [film.jobId ?? '', film])) };
  });
}
