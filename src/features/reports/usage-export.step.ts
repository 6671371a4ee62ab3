import type { InferKyselyDB } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Storage } from '../../platform/storage/storage.ts';
import type { AssetEntity } from '../assets/asset.entity.ts';
import type { AssetService } from '../assets/asset.service.ts';
import { csvOutput } from '../assets/csv-output.service.ts';
import type { JobEntity } from '../jobs/job/job.entity.ts';
import type { ProviderAttemptEntity } from '../jobs/steps/provider-attempt.entity.ts';
import type { StepHandler, StepRun } from '../jobs/steps/step-handler.ts';

const PAGE_SIZE = 500;
const COLUMNS = ['jobId', 'type', 'status', 'finishedAt', 'filmSeconds', 'credits', 'providerUsd'] as const;

const exportInput = z.object({ usageMonth: z.string() });

/** Whether an EXPORT job exports the usage of a month. */
export const isUsageExport = (input: unknown): boolean => exportInput.safeParse(input).success;

/** Handler of an export: writes the jobs that ended in a month page by page, and their sums. */
export const usageExportStep =
  (assets: AssetService, storage: Storage): StepHandler =>
  async (run) => {
    const { usageMonth: month } = exportInput.parse(run.job.input);
    const output = await csvOutput(run, storage, { fileName: `usage-${month}.csv`, columns: COLUMNS, rows: linesOf(run, month) });
    return { inTransaction: (em) => assets.createOutputs(em, run.job, [output]) };
  };

async function* linesOf(run: StepRun, month: string): AsyncGenerator<readonly unknown[]> {
  const from = new Date(`${month}-01T00:00:00Z`);
  const to = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1));
  const sums = { jobs: 0, seconds: 0, credits: 0, usd: 0 };
  for (let last: string | undefined; ;) {
    const rows = await readPage(run, { from, to }, last);
    for (const { id, type, status, finished_at: finishedAt, film_ms: filmMs, credits_charged: credits, provider_usd: usd } of rows) {
      const seconds = Number(filmMs) / 1_000;
      sums.jobs += 1;
      sums.seconds += seconds;
      sums.credits += credits;
      sums.usd += Number(usd);
      yield [id, type, status, timeOf(finishedAt), seconds, credits, dollars(Number(usd))];
    }
    if (rows.length < PAGE_SIZE) break;
    last = rows.at(-1)?.id;
  }
  yield ['total', sums.jobs, '', '', Math.round(sums.seconds * 1_000) / 1_000, sums.credits, dollars(sums.usd)];
}

/** The driver returns times of such statements as text, whatever their type is here. */
const timeOf = (at: Date | string | null): string => (at === null ? '' : new Date(at).toISOString());
const dollars = (amount: number): string => amount.toFixed(4);

/** Reads one page of jobs in a transaction of its own. Exports are left out: one would report itself. */
function readPage({ scope, job }: StepRun, { from, to }: { readonly from: Date; readonly to: Date }, last: string | undefined) {
  return scope.tx((em) => {
    const page = em
      .getKysely<InferKyselyDB<typeof JobEntity | typeof AssetEntity | typeof ProviderAttemptEntity>>()
      .selectFrom('jobs as j')
      .where('j.workspace_id', '=', job.workspaceId)
      .where('j.type', '<>', 'EXPORT')
      .where('j.finished_at', '>=', from)
      .where('j.finished_at', '<', to)
      .select((jobs) => [
        ...(['j.id', 'j.type', 'j.status', 'j.finished_at', 'j.credits_charged'] as const),
        jobs
          .selectFrom('assets as a')
          .whereRef('a.job_id', '=', 'j.id')
          .where('a.kind', '=', 'VIDEO')
          .where(sql<boolean>`j.type = 'VIDEO'`)
          .select(sql<string>`coalesce(sum(a.duration_ms), 0)`.as('film_ms'))
          .as('film_ms'),
        jobs
          .selectFrom('provider_attempts as p')
          .whereRef('p.job_id', '=', 'j.id')
          .select(sql<string>`coalesce(sum((p.cost->>'usd')::numeric), 0)`.as('provider_usd'))
          .as('provider_usd'),
      ])
      .orderBy('j.id')
      .limit(PAGE_SIZE);
    return (last === undefined ? page : page.where('j.id', '>', last)).execute();
  });
}
