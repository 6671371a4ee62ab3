import type { BatchItemRow } from '../../src/features/batches/batch.entity.ts';
import type { ListedBatch } from '../../src/features/batches/batch.read.ts';
import type { CreateBatch } from '../../src/features/batches/batch.service.ts';
import type { GivenVariable } from '../../src/features/templates/template-check.ts';
import type { TemplateTarget } from '../../src/features/templates/template.states.ts';
import type { Scope } from '../../src/platform/database/scope.ts';
import { request, workerScope, type Engine, type Tenant } from './engine.ts';

/** Batches of one person, as the API and the workers treat them. */
export interface BatchDesk {
  as<T>(method: (scope: Scope) => Promise<T>): Promise<T>;
  /** With the variables `name` (required) and `price`. */
  template(variables?: readonly GivenVariable[], text?: string, writes?: TemplateTarget): Promise<string>;
  create(templateId: string, items: readonly unknown[], more?: Partial<CreateBatch>): Promise<ListedBatch>;
  get(id: string): Promise<ListedBatch>;
  /** As a worker does, without waiting for its turn. */
  tend(id: string): Promise<void>;
  rows(id: string): Promise<Pick<BatchItemRow, 'number' | 'status' | 'failure' | 'creditsCharged'>[]>;
  /** Number of rows in each state. */
  states(id: string): Promise<Record<string, number>>;
}

const NAME: GivenVariable = { name: 'name', type: 'STRING', required: true };
const PRICE: GivenVariable = { name: 'price', type: 'NUMBER' };

export const itemsOf = (count: number, from = 1): { name: string }[] =>
  Array.from({ length: count }, (_, index) => ({ name: `thing number ${from + index}` }));

export function batchesOf(engine: Engine, tenant: Tenant): BatchDesk {
  const { workspaceId } = tenant;
  const as: BatchDesk['as'] = (method) => request(engine, tenant.actor, method);
  const rows: BatchDesk['rows'] = (id) =>
    engine.owner(
      'select number, status, failure, credits_charged as "creditsCharged" from batch_rows where batch_id = $1 order by number',
      [id],
    );
  return {
    as,
    rows,
    template: async (variables = [NAME, PRICE], text = 'This is {{name}}. It costs {{price}}.', writes = 'SCRIPT') =>
      (await as((scope) => engine.templates.create(scope, { workspaceId, name: 'Offers', writes, text, variables }))).id,
    create: (templateId, items, more = {}) =>
      as((scope) => engine.batches.create(scope, { workspaceId, name: 'A batch', templateId, items, ...more })),
    get: (id) => as((scope) => engine.batches.get(scope, id)),
    tend: async (id) => {
      await engine.owner('update batches set tended_at = null where id = $1', [id]);
      await engine.batchWaves.tend(workerScope(engine, tenant), id);
    },
    states: async (id) => {
      const states: Record<string, number> = {};
      for (const { status } of await rows(id)) states[status] = (states[status] ?? 0) + 1;
      return states;
    },
  };
}

/** Ends all open jobs of a batch as rounds and failures would: every `failing`-th fails. */
export async function endJobs(engine: Engine, tenant: Tenant, batchId: string, failing = 0): Promise<number> {
  const jobs = await engine.owner<{ id: string; batch_row: number; credits_reserved: number; reservation_id: string | null }>(
    `select id, batch_row, credits_reserved, reservation_id from jobs where batch_id = $1 and status in ('QUEUED', 'RUNNING') order by id`,
    [batchId],
  );
  for (const { id, batch_row: row, credits_reserved: credits, reservation_id: reservation } of jobs) {
    const fails = failing > 0 && row % failing === 0;
    const failure = fails ? JSON.stringify({ code: 'PROVIDER_FAILED', message: `The provider refused row ${row}.` }) : null;
    await workerScope(engine, tenant).tx(async (em) => {
      await em.execute(`update job_steps set status = ?, finished_at = now() where job_id = ?`, [fails ? 'FAILED' : 'COMPLETED', id]);
      await em.execute(`update jobs set status = ?, failure = ?::jsonb, progress = 1, finished_at = now() where id = ?`, [
        fails ? 'FAILED' : 'COMPLETED',
        failure,
        id,
      ]);
      if (reservation === null) return;
      await em.execute(`update jobs set credits_charged = settle_credits(?, ?, ?, ?) where id = ?`, [
        tenant.workspaceId,
        id,
        reservation,
        fails ? 0 : credits,
        id,
      ]);
    });
  }
  return jobs.length;
}
