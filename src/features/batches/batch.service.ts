import type { EntityManager } from '@mikro-orm/postgresql';
import { authorOf, currentActor } from '../../kernel/actor.ts';
import { ReelwrightError, assertQuota, badInput, notFound } from '../../kernel/errors.ts';
import { newId } from '../../kernel/id.ts';
import type { ListArgs, ListPage } from '../../kernel/page.ts';
import type { Selection } from '../../kernel/selection.ts';
import { clockTime } from '../../platform/database/database-time.ts';
import { lockRow } from '../../platform/database/rows.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { MutationDefinition } from '../../platform/mutation/mutation.ts';
import type { Mutations } from '../../platform/mutation/mutations.ts';
import { textFault } from '../../platform/text/text-fault.ts';
import type { BillingService } from '../billing/billing.service.ts';
import { assertBatchQuota, assertFilmQuota } from '../billing/plan.read.ts';
import type { JobRow } from '../jobs/job/job.entity.ts';
import type { JobService } from '../jobs/job/job.service.ts';
import type { TemplateFilm } from '../renders/template-films.service.ts';
import { authorize } from '../workspaces/workspace/workspace.access.ts';
import { WorkspaceEntity } from '../workspaces/workspace/workspace.entity.ts';
import { assertNoProblems, rowsThatFit } from './batch-check.ts';
import type { CheckedRows, RowProblem } from './batch-check.ts';
import type { BatchInputs, GivenBatch } from './batch-inputs.ts';
import { insertRows, reserveForWaiting } from './batch-rows.ts';
import { BatchEntity, BatchItemEntity } from './batch.entity.ts';
import type { BatchRow } from './batch.entity.ts';
import { cancelBatch, createBatch, exportBatch, pauseBatch, resumeBatch, retryBatch } from './batch.mutations.ts';
import type { BatchFilter, BatchOrderField, BatchReads, ListedBatch } from './batch.read.ts';
import type { BatchStatus } from './batch.states.ts';

const MAX_NAME_LENGTH = 200;
/** Maximum batches of a workspace that are RUNNING or PAUSED. */
const MAX_OPEN_BATCHES = 50;

export interface CreateBatch extends GivenBatch {
  readonly name: string;
  readonly idempotencyKey?: string | null | undefined;
}

/** A batch or an export of one, and the idempotency key of the call. */
export interface OneBatch {
  readonly id: string;
  readonly idempotencyKey?: string | null | undefined;
}

/** The answer of `checkBatch`. */
export interface BatchCheck {
  readonly ok: boolean;
  readonly rows: number;
  readonly rowsThatFit: number;
  /** Maximum cost of the rows without a problem. */
  readonly credits: number;
  readonly available: number;
  readonly problems: readonly RowProblem[];
  readonly problemCount: number;
}

interface BatchParts {
  readonly inputs: BatchInputs;
  readonly jobs: JobService;
  readonly billing: BillingService;
  readonly reads: BatchReads;
}

export class BatchService {
  constructor(
    private readonly parts: BatchParts,
    private readonly mutations: Mutations,
  ) {}

  /**
   * Creates a batch if every row is valid and the credits suffice; workers then make jobs of its rows. @throws ReelwrightError
   * BAD_USER_INPUT with the invalid rows in `details.problems`, INSUFFICIENT_CREDITS with `rowsThatFit`, NOT_FOUND for a template, preset
   * or asset that the workspace lacks, QUOTA_EXCEEDED
   */
  async create(scope: Scope, input: CreateBatch): Promise<ListedBatch> {
    const { workspaceId, name, templateId, presetId = null, itemsAssetId } = input;
    const call = await this.mutations.authorizeCall(scope, { mutation: createBatch, workspaceId, input: { ...input, presetId } });
    // An error is thrown inside the mutation, so that a repeat with the same idempotency key gets its batch even if the template was
    // changed or deleted meanwhile.
    const [read] = await Promise.allSettled([this.#read(scope, input)]);
    await scope.close();
    const id = await this.mutations.create(scope, call, async (em, batchId) => {
      if (read.status === 'rejected') throw read.reason;
      const { source, checked } = read.value;
      await assertRoom(em, workspaceId);
      const { credits: creditsReserved, rows, example } = checked;
      await assertBatchQuota(em, workspaceId, rows.length);
      if (example) await assertFilmQuota(em, workspaceId, [example.request.input.resolution]);
      const createdBy = authorOf(scope.actor) ?? null;
      const batch = em.create(BatchEntity, {
        id: batchId,
        workspaceId,
        name: name.trim(),
        templateId,
        presetId,
        source,
        creditsReserved,
        createdBy,
      });
      await em.flush();
      await insertRows(em, { id: batchId, workspaceId }, rows);
      const reservationId = await reserveForWaiting(em, { id: batchId, workspaceId, reservationId: null }).catch((error: unknown) => {
        throw withRowsThatFit(error, checked);
      });
      em.assign(batch, { reservationId });
      await em.flush();
      return { after: { name, templateId, presetId, itemsAssetId, rows: rows.length } };
    });
    return this.get(scope, id);
  }

  /**
   * Checks the input of `create` and writes nothing. Invalid rows and missing credits are part of the result. @throws ReelwrightError for
   * everything else that `create` refuses
   */
  async check(scope: Scope, input: CreateBatch): Promise<BatchCheck> {
    authorize(scope, input.workspaceId, 'MANAGE_BATCHES');
    const { checked } = await this.#read(scope, input, { areProblemsFine: true });
    const { available } = await this.parts.billing.credits(scope, input.workspaceId);
    const { total, rows, credits, problems, problemCount } = checked;
    const fitting = rowsThatFit(rows, available);
    return { ok: problemCount === 0 && fitting === total, rows: total, rowsThatFit: fitting, credits, available, problems, problemCount };
  }

  /** Stops making jobs of further rows; open jobs continue. Idempotent. @throws ReelwrightError INVALID_STATE for a batch that has ended */
  pause(scope: Scope, id: string): Promise<ListedBatch> {
    return this.#change(scope, { id }, pauseBatch, async (em, batch) => {
      assertOpen(batch, 'paused');
      em.assign(batch, { status: 'PAUSED' });
    });
  }

  /** Continues a paused batch. Idempotent. @throws ReelwrightError INVALID_STATE for a batch that has ended */
  resume(scope: Scope, id: string): Promise<ListedBatch> {
    return this.#change(scope, { id }, resumeBatch, async (em, batch) => {
      assertOpen(batch, 'resumed');
      em.assign(batch, { status: 'RUNNING' });
    });
  }

  /** Cancels the open jobs and the waiting rows. Idempotent. @throws ReelwrightError INVALID_STATE for a completed batch */
  cancel(scope: Scope, id: string): Promise<ListedBatch> {
    return this.#change(scope, { id }, cancelBatch, async (em, batch) => {
      if (batch.status === 'CANCELED') return;
      assertOpen(batch, 'canceled');
      await this.#cancel(em, batch);
    });
  }

  /** Cancels an open batch for the engine. False for one that has ended. `scope` acts for its workspace. */
  cancelFor(scope: Scope, id: string): Promise<boolean> {
    return scope.tx(async (em) => {
      const batch = await lockRow(em, BatchEntity, id);
      if (batch?.status !== 'RUNNING' && batch?.status !== 'PAUSED') return false;
      await this.#cancel(em, batch);
      await em.flush();
      return true;
    });
  }

  async #cancel(em: EntityManager, batch: BatchRow): Promise<void> {
    const { id, workspaceId } = batch;
    await this.parts.jobs.cancelAll(em, workspaceId, id);
    await em.nativeUpdate(BatchItemEntity, { batchId: id, status: 'WAITING' }, { status: 'CANCELED' });
    em.assign(batch, { status: 'CANCELED', finishedAt: clockTime(), reservationId: await reserveForWaiting(em, batch) });
  }

  /**
   * Makes the failed rows wait again. A paused batch stays paused. @throws ReelwrightError INVALID_STATE for a canceled batch and for one
   * without failed rows, INSUFFICIENT_CREDITS
   */
  retry(scope: Scope, one: OneBatch): Promise<ListedBatch> {
    return this.#change(scope, one, retryBatch, async (em, batch) => {
      if (batch.status === 'CANCELED') throw new ReelwrightError('INVALID_STATE', 'The batch is CANCELED and cannot be retried.');
      const failed = { batchId: batch.id, status: 'FAILED' } as const;
      const rows = await em.nativeUpdate(BatchItemEntity, failed, { status: 'WAITING', failure: null });
      if (rows === 0) throw new ReelwrightError('INVALID_STATE', 'The batch has no failed rows.');
      if (batch.status === 'COMPLETED') em.assign(batch, { status: 'RUNNING', finishedAt: null });
      em.assign(batch, { reservationId: await reserveForWaiting(em, batch) });
      return { rows };
    });
  }

  /** Creates the job that writes a CSV file with the state of each row, and returns it. Free of charge. */
  async export(scope: Scope, { id: batchId, idempotencyKey }: OneBatch): Promise<JobRow> {
    const { workspaceId, name } = await this.get(scope, batchId);
    const call = { mutation: exportBatch, workspaceId, input: { batchId, idempotencyKey } };
    const id = await this.mutations.create(scope, call, async (em, jobId) => {
      await this.parts.jobs.create(em, scope, {
        id: jobId,
        workspaceId,
        type: 'EXPORT',
        title: name,
        input: { batchId },
        steps: [{ id: newId(), name: 'GENERATE', weight: 1, unlocks: [] }],
      });
    });
    return this.parts.jobs.get(scope, id);
  }

  /** A batch by its id. @throws ReelwrightError NOT_FOUND for a missing batch and, identically, for one of another workspace */
  async get(scope: Scope, id: string): Promise<ListedBatch> {
    currentActor(scope);
    const row = await this.load(scope, id);
    if (!row) throw notFound('Batch');
    return row;
  }

  /** Like `get`, batched; null where `get` throws. */
  load(scope: Scope, id: string): Promise<ListedBatch | null> {
    return this.parts.reads.byId.load(scope, id);
  }

  /** A workspace's batches, newest first by default, with the selected fields. */
  list(
    scope: Scope,
    workspaceId: string,
    args: ListArgs<BatchFilter, BatchOrderField>,
    selection?: Selection,
  ): Promise<ListPage<ListedBatch>> {
    return this.parts.reads.ofWorkspace.list(scope, workspaceId, args, { selection });
  }

  async #read(
    scope: Scope,
    input: CreateBatch,
    { areProblemsFine = false } = {},
  ): Promise<{ readonly source: TemplateFilm; readonly checked: CheckedRows }> {
    const fault = textFault(input.name, { max: MAX_NAME_LENGTH });
    if (fault !== undefined) throw badInput('input.name', fault);
    const { source, checked, path } = await this.parts.inputs.read(scope, input);
    if (!areProblemsFine) assertNoProblems(checked, path);
    return { source, checked };
  }

  async #change(
    scope: Scope,
    { id, idempotencyKey }: OneBatch,
    mutation: MutationDefinition,
    work: (em: EntityManager, batch: BatchRow) => Promise<object | void>,
  ): Promise<ListedBatch> {
    const { workspaceId } = await this.get(scope, id);
    await this.mutations.update(scope, { mutation, workspaceId, subjectId: id, input: { idempotencyKey } }, async (em) => {
      const batch = await lockRow(em, BatchEntity, id);
      if (!batch) throw notFound('Batch');
      const before: BatchStatus = batch.status;
      const more = await work(em, batch);
      await em.flush();
      return { before: { status: before }, after: { status: batch.status, ...more } };
    });
    return this.get(scope, id);
  }
}

function assertOpen({ status }: BatchRow, what: string): void {
  if (status === 'RUNNING' || status === 'PAUSED') return;
  throw new ReelwrightError('INVALID_STATE', `The batch is ${status} and cannot be ${what}.`);
}

async function assertRoom(em: EntityManager, workspaceId: string): Promise<void> {
  await lockRow(em, WorkspaceEntity, workspaceId);
  const open = await em.count(BatchEntity, { workspaceId, status: { $in: ['RUNNING', 'PAUSED'] } });
  assertQuota(
    open + 1,
    MAX_OPEN_BATCHES,
    `A workspace can have at most ${MAX_OPEN_BATCHES} batches that have not ended. Wait until one ends, or cancel one.`,
  );
}

function withRowsThatFit(error: unknown, { rows }: CheckedRows): unknown {
  if (!(error instanceof ReelwrightError) || error.code !== 'INSUFFICIENT_CREDITS') return error;
  const fitting = rowsThatFit(rows, Number(error.details?.['available'] ?? 0));
  const message = `${error.message} They pay for ${fitting} of the ${rows.length} rows.`;
  return new ReelwrightError('INSUFFICIENT_CREDITS', message, { details: { ...error.details, rowsThatFit: fitting } });
}
