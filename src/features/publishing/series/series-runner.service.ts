import type { EntityManager } from '@mikro-orm/postgresql';
import pLimit from 'p-limit';
import { ReelwrightError } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/id.ts';
import type { Log } from '../../../kernel/log.ts';
import { clockTime } from '../../../platform/database/database-time.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { AssetEntity } from '../../assets/asset.entity.ts';
import type { RenderService } from '../../renders/render.service.ts';
import { PromptTemplateEntity } from '../../templates/template.entity.ts';
import type { ItemSource, Candidate, SourceRequest } from './item-source.ts';
import { RunProblem } from './run-problem.ts';
import { claimRun, keepClaimed, lockSeries } from './runs/claimed-run.ts';
import type { ClaimedRun } from './runs/claimed-run.ts';
import { writeDueRuns } from './times/series-clock.ts';
import type { SeriesPublisher } from './series-publisher.ts';
import { SeriesEntity, SeriesItemEntity, SeriesRunEntity } from './series.entity.ts';
import type { SeriesRow } from './series.entity.ts';

/** Runs that one worker works on at the same time; most of their time is waiting for feeds. */
const RUNS_AT_ONCE = 4;
/** Attempts at a feed that does not answer. */
const MAX_FEED_ATTEMPTS = 3;
/** Attempts of any kind; each one more than those at a feed has lost its worker. */
const MAX_ATTEMPTS = 6;

interface RunnerParts {
  readonly renders: RenderService;
  readonly source: ItemSource;
  readonly publisher: SeriesPublisher;
}

/**
 * Starts the runs of series and makes their films. Every worker calls it every few seconds. The time of a run is written once, under the
 * lock of its series. Item, job and state of the run are one transaction, so a worker that dies leaves the run without a film, and the next
 * attempt makes the only one.
 */
export class SeriesRunner {
  #isWorking = false;

  constructor(private readonly parts: RunnerParts) {}

  /** Writes due runs, and attempts all that have no job yet. An error of one does not stop the others. */
  async runDue(scope: Scope, log: Log): Promise<void> {
    // If a round takes longer than the timer, the next one is skipped.
    if (this.#isWorking) return;
    this.#isWorking = true;
    try {
      const due = await scope.tx((em) => em.execute<{ workspace_id: string; series_id: string }[]>('select * from due_series()'));
      for (const { workspace_id: workspaceId, series_id: seriesId } of due) {
        if (scope.signal.aborted) return;
        await scope
          .as({ kind: 'worker', workspaceId })
          .tx((em) => writeDueRuns(em, seriesId))
          .catch((error: unknown) =>
            log.warn({ event: 'series_run_failed', seriesId, err: error }, 'failed to start the run of a series; retrying'),
          );
      }
      const runs = await scope.tx((em) => em.execute<{ workspace_id: string; run_id: string }[]>('select * from due_series_runs()'));
      const limit = pLimit(RUNS_AT_ONCE);
      await Promise.all(
        runs.map(({ workspace_id: workspaceId, run_id: runId }) =>
          limit(async () => {
            if (scope.signal.aborted) return;
            await this.attempt(scope.as({ kind: 'worker', workspaceId }), runId).catch((error: unknown) =>
              log.warn({ event: 'series_film_failed', runId, err: error }, 'failed to make the film of a run; retrying'),
            );
          }),
        ),
      );
    } finally {
      this.#isWorking = false;
    }
  }

  /** Makes an attempt at a run, if no other worker does. Does nothing for a run that has its job. */
  async attempt(scope: Scope, runId: string): Promise<void> {
    const run = await scope.tx((em) => claimRun(em, runId));
    if (!run) return;
    if (run.attempts > MAX_ATTEMPTS) {
      await scope.tx((em) => end(em, run, 'FAILED', interrupted()));
      return;
    }
    try {
      if (run.isPublishing) await this.#publish(scope, run);
      else await this.#makeFilm(scope, run);
    } catch (error) {
      const problem = problemOf(error);
      if (!problem) throw error;
      if (problem.isTransient && run.attempts < MAX_FEED_ATTEMPTS) return;
      await scope.tx((em) => end(em, run, 'FAILED', problem));
    }
  }

  async #makeFilm(scope: Scope, run: ClaimedRun): Promise<void> {
    const request = await scope.tx((em) => sourceOf(em, run));
    const candidates = await keepClaimed(scope, run, (signal) => this.parts.source.read(request, signal));
    await scope.tx(async (em) => {
      const series = await lockSeries(em, run);
      if (!series) return;
      const chosen = await firstUnused(em, run, candidates);
      if (!chosen) {
        await end(em, run, 'SKIPPED', nothingNew(series));
        return;
      }
      em.create(SeriesItemEntity, { seriesId: run.seriesId, workspaceId: run.workspaceId, key: chosen.key });
      await em.flush();
      await this.#createFilm(em, scope, { run, series, chosen });
    });
  }

  /** Creates the film of an item. An item that the template refuses is used nevertheless; otherwise each run would fail because of it. */
  async #createFilm(
    em: EntityManager,
    scope: Scope,
    { run, series, chosen }: { readonly run: ClaimedRun; readonly series: SeriesRow; readonly chosen: Candidate },
  ): Promise<void> {
    const { item, title, variables, fault } = chosen;
    const { id, workspaceId } = run;
    const { templateId, presetId, createdBy, publish, channelId } = series;
    const jobId = newId();
    try {
      if (fault !== undefined) throw new RunProblem('ITEM_INVALID', fault);
      const job = { id: jobId, workspaceId, createdBy: createdBy ?? null };
      await this.parts.renders.createFilm(em, scope, job, { title, templateId, presetId, variables });
    } catch (error) {
      const problem = itemProblem(error);
      if (!problem) throw error;
      await em.nativeUpdate(SeriesRunEntity, { id }, { usedItem: item });
      return end(em, run, 'FAILED', problem);
    }
    const publishes = publish && channelId != null;
    await em.nativeUpdate(SeriesRunEntity, { id }, { state: 'RUNNING', usedItem: item, jobId, publish: publishes });
  }

  async #publish(scope: Scope, run: ClaimedRun): Promise<void> {
    await scope.tx(async (em) => {
      const series = await lockSeries(em, run);
      if (!series) return;
      const row = await em.findOneOrFail(SeriesRunEntity, { id: run.id });
      const publishJobId = await this.parts.publisher.publish(em, scope, series, row);
      await em.nativeUpdate(SeriesRunEntity, { id: run.id }, { publishJobId });
    });
  }
}

/** Everything that reading the items of a run needs. @throws RunProblem */
async function sourceOf(em: EntityManager, { seriesId, workspaceId }: ClaimedRun): Promise<SourceRequest> {
  const series = await em.findOneOrFail(SeriesEntity, { id: seriesId });
  const { templateId, itemsAssetId, timeZone, feedUrl } = series;
  const template = templateId ? await em.findOne(PromptTemplateEntity, { id: templateId, workspaceId, deletedAt: null }) : null;
  if (!template) throw new RunProblem('TEMPLATE_MISSING', 'The template was deleted. Choose another one with updateSeries.');
  const asset = itemsAssetId ? await em.findOne(AssetEntity, { id: itemsAssetId, workspaceId, status: 'READY' }) : null;
  const used = await em.find(SeriesItemEntity, { seriesId }, { fields: ['key'], disableIdentityMap: true });
  return {
    ...{ feedUrl: feedUrl ?? null, asset, timeZone, variables: template.variables },
    used: new Set(used.map(({ key }) => key)),
  };
}

/** The first item that no other run has used since the items were read. */
async function firstUnused(em: EntityManager, { seriesId }: ClaimedRun, candidates: readonly Candidate[]): Promise<Candidate | undefined> {
  if (candidates.length === 0) return undefined;
  const keys = candidates.map(({ key }) => key);
  const used = await em.find(SeriesItemEntity, { seriesId, key: { $in: keys } });
  return candidates.find(({ key }) => !used.some((item) => item.key === key));
}

async function end(
  em: EntityManager,
  { id, attempts }: ClaimedRun,
  state: 'FAILED' | 'SKIPPED',
  { code, message }: RunProblem,
): Promise<void> {
  const failure = { code, message };
  await em.nativeUpdate(SeriesRunEntity, { id, attempts }, { state, failure, finishedAt: clockTime() });
}

const interrupted = (): RunProblem =>
  new RunProblem('RUN_INTERRUPTED', 'The workers that made the film of this run ended before they had.');

const nothingNew = ({ feedUrl }: SeriesRow): RunProblem =>
  feedUrl == null
    ? new RunProblem('NO_NEW_ITEM', 'Every row of the file has been used.')
    : new RunProblem('NO_NEW_ITEM', 'The feed has no item that has not been used.');

/** The problem with the item itself, which the template or the film refuses; undefined for any other error. */
function itemProblem(error: unknown): RunProblem | undefined {
  if (error instanceof RunProblem) return error;
  if (!(error instanceof ReelwrightError) || error.code !== 'BAD_USER_INPUT') return undefined;
  const fields = error.fields ?? [];
  // Presets are wrong for every item.
  if (fields.every(({ path }) => path === 'input.presetId')) return undefined;
  return new RunProblem('ITEM_INVALID', fields.map(({ path, message }) => `${path.replace(/^input\./, '')}: ${message}`).join(' '), {
    cause: error,
  });
}

/** The problem that ends a run: everything that people can solve. Undefined for faults of the program and of its services. */
function problemOf(error: unknown): RunProblem | undefined {
  if (error instanceof RunProblem) return error;
  if (!(error instanceof ReelwrightError) || error.code === 'UNAVAILABLE' || error.code === 'TIMEOUT') return undefined;
  return new RunProblem(error.code === 'BAD_USER_INPUT' ? 'OPTIONS_INVALID' : error.code, error.message, { cause: error });
}
