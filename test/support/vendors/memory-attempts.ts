import { newId } from '../../../src/kernel/id.ts';
import type { PreparedAttempt, ProviderAttempts, ProviderCost } from '../../../src/platform/providers/provider.ts';

interface Row {
  readonly id: string;
  readonly key: string;
  readonly model: string;
  readonly expected?: PreparedAttempt['expected'];
  state: 'PREPARED' | 'SENT' | 'DONE' | 'FAILED' | 'UNCERTAIN';
  failure?: string;
  sentAt?: Date;
  taskId?: string;
  cost?: ProviderCost | 'UNKNOWN';
}

/** The record of attempts as the database keeps it: it survives a worker that dies. */
export class MemoryAttempts implements ProviderAttempts {
  readonly rows: Row[] = [];
  end: 'CANCELED' | 'FAILED' | undefined;
  /** The key was replaced after the calls so far. */
  hasOtherKey = false;

  get booked(): number[] {
    return this.rows.flatMap(({ cost }) => (cost && cost !== 'UNKNOWN' ? cost.amount : []));
  }

  get states(): string[] {
    return this.rows.map(({ state, failure }) => (failure ? `${state} ${failure}` : state));
  }

  async unanswered(key: string) {
    const row = this.rows.findLast((one) => one.key === key && ['SENT', 'DONE', 'UNCERTAIN'].includes(one.state));
    return row?.sentAt
      ? {
          id: row.id,
          sentAt: row.sentAt,
          model: row.model,
          hasOtherKey: this.hasOtherKey,
          ...(row.taskId !== undefined && { taskId: row.taskId }),
        }
      : undefined;
  }

  async prepare({ key, model, expected }: PreparedAttempt) {
    const id = newId();
    this.rows.push({ id, key, model, expected, state: 'PREPARED' });
    return id;
  }

  async sent(id: string) {
    Object.assign(this.#row(id), { state: 'SENT', sentAt: new Date() });
  }

  async submitted(id: string, taskId: string) {
    Object.assign(this.#row(id), { taskId });
  }

  async jobEnd() {
    return this.end;
  }

  async done(id: string, cost: ProviderCost | undefined) {
    this.#end(id, 'DONE', undefined, cost);
  }

  async failed(id: string, code: string, cost?: Row['cost']) {
    this.#end(id, 'FAILED', code, cost);
  }

  async uncertain(id: string) {
    this.#end(id, 'UNCERTAIN', 'UNCERTAIN');
  }

  #end(id: string, state: Row['state'], failure?: string, cost?: Row['cost']): void {
    const row = this.#row(id);
    if (row.state !== 'DONE' && row.state !== 'FAILED') Object.assign(row, { state, ...(failure && { failure }), ...(cost && { cost }) });
  }

  #row(id: string): Row {
    const row = this.rows.find((one) => one.id === id);
    if (!row) throw new Error('no such attempt');
    return row;
  }
}
