import type { EntityManager } from '@mikro-orm/postgresql';
import { authorOf, currentActor } from '../../../kernel/actor.ts';
import { ReelwrightError, assertQuota, notFound } from '../../../kernel/errors.ts';
import type { ListArgs, ListPage } from '../../../kernel/page.ts';
import type { Selection } from '../../../kernel/selection.ts';
import { lockRow } from '../../../platform/database/rows.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { assertReachable } from '../../../platform/http/assert-reachable.ts';
import type { GuardedHttp } from '../../../platform/http/guarded-http.ts';
import type { MutationDefinition } from '../../../platform/mutation/mutation.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import { WorkspaceEntity } from '../../workspaces/workspace/workspace.entity.ts';
import type { Privacy } from '../publications/publication.states.ts';
import { nextTime } from './times/cron-times.ts';
import { checkFields, checkReferences } from './series-fields.ts';
import type { FieldParts, SeriesFields } from './series-fields.ts';
import { SeriesEntity, SeriesRunEntity } from './series.entity.ts';
import type { SeriesRow } from './series.entity.ts';
import { createSeries, deleteSeries, pauseSeries, resumeSeries, runSeriesNow, updateSeries } from './series.mutations.ts';
import { runsById, runsOfSeries, seriesById, seriesOfWorkspace } from './series.read.ts';
import type { ListedRun, SeriesFilter, SeriesOrderField, SeriesRunFilter, SeriesRunOrderField } from './series.read.ts';

/** Maximum series of a workspace. */
const MAX_SERIES = 50;

type Optional<T> = T | null | undefined;

export interface CreateSeries {
  readonly workspaceId: string;
  readonly name: string;
  readonly cron: string;
  readonly timeZone: string;
  readonly templateId: string;
  readonly presetId?: Optional<string>;
  readonly feedUrl?: Optional<string>;
  readonly itemsAssetId?: Optional<string>;
  readonly channelId?: Optional<string>;
  readonly publish?: Optional<boolean>;
  readonly privacy?: Optional<Privacy>;
  readonly madeForKids?: Optional<boolean>;
  readonly idempotencyKey?: Optional<string>;
}

/** A change of a series. Omitted fields are not changed. */
export type UpdateSeries = Partial<{ readonly [name in keyof SeriesFields]: Optional<SeriesFields[name]> }>;

export interface RunSeriesNow {
  readonly id: string;
  readonly idempotencyKey?: Optional<string>;
}

interface SeriesParts extends FieldParts {
  readonly http: GuardedHttp;
}

export class SeriesService {
  constructor(
    private readonly parts: SeriesParts,
    private readonly mutations: Mutations,
  ) {}

  /**
   * Creates an active series. @throws ReelwrightError BAD_USER_INPUT that names every invalid field, NOT_FOUND for a template, preset, asset
   * or channel that the workspace lacks, QUOTA_EXCEEDED, INVALID_STATE for a channel that must be connected again
   */
  async create(scope: Scope, input: CreateSeries): Promise<SeriesRow> {
    const { workspaceId, name, cron, timeZone, templateId, presetId = null, feedUrl = null, itemsAssetId = null, channelId = null } = input;
    const fields: SeriesFields = {
      ...{ name: name.trim(), cron: tidied(cron), timeZone, templateId, presetId, feedUrl, itemsAssetId, channelId },
      ...{ publish: input.publish ?? false, privacy: input.privacy ?? 'PRIVATE', madeForKids: input.madeForKids ?? false },
    };
    const call = await this.mutations.authorizeCall(scope, { mutation: createSeries, workspaceId, input });
    checkFields(fields, new Date());
    if (feedUrl !== null) await assertReachable(this.parts.http, scope, 'input.feedUrl', feedUrl);
    const id = await this.mutations.create(scope, call, async (em, seriesId) => {
      await checkReferences(em, workspaceId, fields, this.parts);
      await lockRow(em, WorkspaceEntity, workspaceId);
      const series = await em.count(SeriesEntity, { workspaceId });
      assertQuota(series + 1, MAX_SERIES, `A workspace can have at most ${MAX_SERIES} series. Delete one first.`);
      const nextRunAt = nextTime(fields, await clock(em));
      em.create(SeriesEntity, { ...fields, id: seriesId, workspaceId, nextRunAt, createdBy: authorOf(scope.actor) ?? null });
      await em.flush();
      return { after: viewOf(fields) };
    });
    return this.get(scope, id);
  }

  /**
   * Changes a series. A new cron expression or time zone applies from now on; a feed replaces a file, and a file a feed. @throws
   * ReelwrightError as `create`
   */
  async update(scope: Scope, id: string, input: UpdateSeries): Promise<SeriesRow> {
    const { workspaceId } = await this.get(scope, id);
    const call = await this.mutations.authorizeCall(scope, { mutation: updateSeries, workspaceId, subjectId: id });
    if (input.feedUrl != null) await assertReachable(this.parts.http, scope, 'input.feedUrl', input.feedUrl);
    await this.mutations.update(scope, call, async (em) => {
      const series = await lockSeries(em, id);
      const before = fieldsOf(series);
      const after = changed(before, input);
      const now = await clock(em);
      checkFields(after, now);
      await checkReferences(em, workspaceId, after, this.parts, before);
      const isMoved = after.cron !== before.cron || after.timeZone !== before.timeZone;
      em.assign(series, { ...after, ...(isMoved && series.status === 'ACTIVE' && { nextRunAt: nextTime(after, now) }) });
      await em.flush();
      return { before: viewOf(before), after: viewOf(after) };
    });
    return this.get(scope, id);
  }

  /** Stops starting runs; those that have started continue. Idempotent. */
  pause(scope: Scope, id: string): Promise<SeriesRow> {
    return this.#change(scope, id, pauseSeries, async (em, series) => {
      em.assign(series, { status: 'PAUSED', nextRunAt: null });
    });
  }

  /** Starts runs again, from the next time on; times that passed meanwhile are not missed. Idempotent. */
  resume(scope: Scope, id: string): Promise<SeriesRow> {
    return this.#change(scope, id, resumeSeries, async (em, series) => {
      if (series.status === 'ACTIVE') return;
      em.assign(series, { status: 'ACTIVE', nextRunAt: nextTime(series, await clock(em)) });
    });
  }

  /** Deletes a series with its runs. Films stay, also those that are still being made; none is published any longer. */
  async delete(scope: Scope, id: string): Promise<void> {
    const { workspaceId } = await this.get(scope, id);
    await this.mutations.update(scope, { mutation: deleteSeries, workspaceId, subjectId: id }, async (em) => {
      const before = viewOf(fieldsOf(await lockSeries(em, id)));
      await em.nativeDelete(SeriesEntity, { id });
      return { before };
    });
  }

  /**
   * Starts a run now, also for a paused series; its times stay. Returns the run, which a worker attempts within seconds. @throws
   * ReelwrightError INVALID_STATE while another run waits for a worker
   */
  async runNow(scope: Scope, { id, idempotencyKey }: RunSeriesNow): Promise<ListedRun> {
    const { workspaceId } = await this.get(scope, id);
    const call = { mutation: runSeriesNow, workspaceId, input: { seriesId: id, idempotencyKey } };
    const runId = await this.mutations.create(scope, call, async (em, newRun) => {
      await lockSeries(em, id);
      if ((await em.count(SeriesRunEntity, { seriesId: id, state: 'PENDING' })) > 0) {
        throw new ReelwrightError('INVALID_STATE', 'A run of the series is about to start. Wait until it has its job.');
      }
      const scheduledAt = await clock(em);
      const createdBy = authorOf(scope.actor) ?? null;
      em.create(SeriesRunEntity, { id: newRun, workspaceId, seriesId: id, scheduledAt, isManual: true, createdBy });
      await em.flush();
      return { after: { seriesId: id } };
    });
    return this.getRun(scope, runId);
  }

  /** A run by its id. @throws ReelwrightError NOT_FOUND for a missing run and, identically, for one of another workspace */
  async getRun(scope: Scope, id: string): Promise<ListedRun> {
    currentActor(scope);
    const run = await runsById.load(scope, id);
    if (!run) throw notFound('Run');
    return run;
  }

  /** A series by its id. @throws ReelwrightError NOT_FOUND for a missing series and, identically, for one of another workspace */
  async get(scope: Scope, id: string): Promise<SeriesRow> {
    currentActor(scope);
    const row = await seriesById.load(scope, id);
    if (!row) throw notFound('Series');
    return row;
  }

  /** A workspace's series, newest first by default. */
  list(scope: Scope, workspaceId: string, args: ListArgs<SeriesFilter, SeriesOrderField>): Promise<ListPage<SeriesRow>> {
    return seriesOfWorkspace.list(scope, workspaceId, args);
  }

  /** The runs of a series, newest first by default. */
  runs(
    scope: Scope,
    series: Pick<SeriesRow, 'id'>,
    args: ListArgs<SeriesRunFilter, SeriesRunOrderField>,
    selection?: Selection,
  ): Promise<ListPage<ListedRun>> {
    return runsOfSeries.list(scope, series.id, args, { selection });
  }

  async #change(
    scope: Scope,
    id: string,
    mutation: MutationDefinition,
    work: (em: EntityManager, series: SeriesRow) => Promise<void>,
  ): Promise<SeriesRow> {
    const { workspaceId } = await this.get(scope, id);
    await this.mutations.update(scope, { mutation, workspaceId, subjectId: id }, async (em) => {
      const series = await lockSeries(em, id);
      const before = series.status;
      await work(em, series);
      await em.flush();
      return { before: { status: before }, after: { status: series.status } };
    });
    return this.get(scope, id);
  }
}

async function lockSeries(em: EntityManager, id: string): Promise<SeriesRow> {
  const series = await lockRow(em, SeriesEntity, id);
  if (!series) throw notFound('Series');
  return series;
}

/** The time by the clock of the database, by which workers find due series. */
async function clock(em: EntityManager): Promise<Date> {
  const [answer] = await em.execute<{ now: Date | string }[]>('select clock_timestamp()::timestamptz(3) as now');
  return new Date(answer?.now ?? Date.now());
}

/** A cron expression with single spaces. */
const tidied = (cron: string): string => cron.trim().replaceAll(/\s+/g, ' ');

const fieldsOf = ({ name, cron, timeZone, publish, privacy, madeForKids, ...row }: SeriesRow): SeriesFields => {
  const { templateId = null, presetId = null, feedUrl = null, itemsAssetId = null, channelId = null } = row;
  return { name, cron, timeZone, publish, privacy, madeForKids, templateId, presetId, feedUrl, itemsAssetId, channelId };
};

/** The fields after a change. */
function changed(before: SeriesFields, { name, cron, timeZone, templateId, publish, ...given }: UpdateSeries): SeriesFields {
  const kept = (value: Optional<string>, now: string | null): string | null => (value === undefined ? now : value);
  // A source that is given replaces the other kind of source.
  const feedUrl = given.itemsAssetId != null && given.feedUrl === undefined ? null : kept(given.feedUrl, before.feedUrl);
  const itemsAssetId = given.feedUrl != null && given.itemsAssetId === undefined ? null : kept(given.itemsAssetId, before.itemsAssetId);
  return {
    name: name?.trim() ?? before.name,
    cron: cron == null ? before.cron : tidied(cron),
    timeZone: timeZone ?? before.timeZone,
    templateId: templateId ?? before.templateId,
    publish: publish ?? before.publish,
    privacy: given.privacy ?? before.privacy,
    madeForKids: given.madeForKids ?? before.madeForKids,
    presetId: kept(given.presetId, before.presetId),
    channelId: kept(given.channelId, before.channelId),
    feedUrl,
    itemsAssetId,
  };
}

/** Fields for the audit log. The query of a URL may contain a secret, and other people read the log. */
function viewOf({ feedUrl, ...fields }: SeriesFields): object {
  const url = feedUrl === null ? null : URL.parse(feedUrl);
  return { ...fields, feedUrl: url && url.origin + url.pathname };
}
