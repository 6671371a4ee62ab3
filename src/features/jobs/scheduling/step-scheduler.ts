import type { EntityManager } from '@mikro-orm/postgresql';
import type { Log } from '../../../kernel/log.ts';
import { afterCommit } from '../../../platform/database/after-commit.ts';
import type { Database } from '../../../platform/database/database.ts';
import type { Queue } from '../../../platform/queue/queue.ts';
import { dispatchSteps } from './dispatch.ts';

const RETRY_MS = 500;

/**
 * Dispatches steps after commits; concurrent requests in a process are coalesced. Rows left by a process that dies before dispatching are
 * found by the workers (`StepService.dispatchWaiting`).
 */
export class StepScheduler {
  readonly #closing = new AbortController();
  /** The newest round; rounds run one after the other. */
  #round: Promise<void> = Promise.resolve();
  /** The round that has not started yet: it serves every caller until then. */
  #next: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly queue: Queue,
    private readonly log: Log,
  ) {}

  /** Dispatches after the transaction of `em` commits; call it in every transaction that adds steps or frees capacity. */
  after(em: EntityManager): void {
    afterCommit(em, () => this.#ask());
  }

  /** Resolves when everything requested so far has been tried. */
  idle(): Promise<void> {
    return this.#round;
  }

  /** Runs what was requested and accepts nothing more. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.idle();
  }

  #ask(): void {
    if (this.#closing.signal.aborted || this.#next) return;
    this.#round = this.#next = this.#round.then(() => {
      this.#next = undefined;
      return this.#dispatch();
    });
  }

  async #dispatch(): Promise<void> {
    try {
      await this.#once();
    } catch (error) {
      this.log.warn({ err: error }, 'failed to dispatch steps; retrying');
      setTimeout(() => this.#ask(), RETRY_MS).unref();
    }
  }

  /** Runs as the system: dispatching considers all workspaces, through a function with that right. */
  async #once(): Promise<void> {
    const scope = this.database.systemScope(this.#closing.signal);
    await scope.tx((em) => dispatchSteps(em, this.queue));
  }
}
