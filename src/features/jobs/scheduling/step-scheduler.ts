import type { EntityManager } from '@mikro-orm/postgresql';
import { newId } from '../../../kernel/id.ts';
import type { Log } from '../../../kernel/log.ts';
import { afterCommit } from '../../../platform/database/after-commit.ts';
import type { Database } from '../../../platform/database/database.ts';
import type { Queue } from '../../../platform/queue/queue.ts';
import { dispatchSteps } from './dispatch.ts';

const AGAIN_MS = 500;

/**
 * Admits what commits have made or made room for: one transaction at a time in this process, which serves all who asked meanwhile. A
 * process that dies before it came to that leaves rows, which the workers look for by themselves (`StepService.admitWaiting`).
 */
export class StepScheduler {
  readonly #closing = new AbortController();
  /** The newest round; each begins when the one before has ended. */
  #round: Promise<void> = Promise.resolve();
  /** The one that has not begun yet: it will serve whoever asks now. */
  #next: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly queue: Queue,
    private readonly log: Log,
  ) {}

  /** Admits when the transaction of `em` is committed: call it in each that makes steps or makes room. */
  after(em: EntityManager): void {
    afterCommit(em, () => this.#ask());
  }

  /** Resolves when all that was asked for until now has been tried. */
  idle(): Promise<void> {
    return this.#round;
  }

  /** What was asked for is still tried; nothing is from now on. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.idle();
  }

  #ask(): void {
    if (this.#closing.signal.aborted || this.#next) return;
    this.#round = this.#next = this.#round.then(() => {
      this.#next = undefined;
      return this.#admit();
    });
  }

  async #admit(): Promise<void> {
    try {
      await this.#once();
    } catch (error) {
      this.log.warn({ err: error }, 'could not admit steps; will try again');
      setTimeout(() => this.#ask(), AGAIN_MS).unref();
    }
  }

  /** In nobody's name: admission looks at all workspaces, by a function that may. */
  async #once(): Promise<void> {
    const scope = this.database.scope({ actor: { kind: 'anonymous' }, requestId: newId(), signal: this.#closing.signal });
    await scope.tx((em) => dispatchSteps(em, this.queue));
  }
}
