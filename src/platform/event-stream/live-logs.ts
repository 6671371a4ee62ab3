import { newId } from '../../kernel/id.ts';
import type { Log } from '../../kernel/log.ts';
import type { Database } from '../database/database.ts';
import type { Scope } from '../database/scope.ts';
import { LogTail } from './log-tail.ts';
import { SharedLog } from './shared-log.ts';
import type { LogEvent, LogListener, LogPage } from './shared-log.ts';

/** What has a log: a job, a workspace. */
export interface Logged {
  readonly id: string;
  readonly workspaceId: string;
}

export interface LogTailsOptions<Event extends LogEvent> {
  readonly database: Pick<Database, 'scope'>;
  readonly log: Log;
  /** What is behind a place of the log of `id` by now, as the scope sees it. Closes what it opened of the scope. */
  readonly read: (scope: Scope, id: string, after: Event['sequence'] | undefined) => Promise<LogPage<Event>>;
  /** May a live reader that is too slow miss this one? */
  readonly maySkip: (event: Event) => boolean;
}

/** Logs of one kind, as subscribers of this process follow them: each that is followed has one tail, which is read when it is rung. */
export class LogTails<Event extends LogEvent> {
  readonly #tails = new Map<string, LogTail<Event>>();

  constructor(private readonly options: LogTailsOptions<Event>) {}

  /** Groups of this process that follow live; for metrics. */
  get open(): number {
    return [...this.#tails.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** A log for one subscriber, from `after` on, or from what is true now. */
  of(scope: Scope, { id, workspaceId }: Logged, after: Event['sequence'] | undefined): SharedLog<Event> {
    const { read, maySkip } = this.options;
    // Ids alone: thousands of these live for long, and a row drags along all that was loaded with it.
    const logged = { id, workspaceId };
    return new SharedLog({
      workspaceId,
      after,
      maySkip,
      read: (place) => read(scope, id, place),
      follow: (place, listener) => this.#follow(logged, place, listener),
    });
  }

  /** A log may have grown; without an id, any of them. */
  ring(id: string | undefined): void {
    if (id === undefined) this.#tails.forEach((tail) => tail.ring());
    else this.#tails.get(id)?.ring();
  }

  #follow(logged: Logged, after: Event['sequence'], listener: LogListener<Event>): (() => void) | undefined {
    const tail = this.#tails.get(logged.id) ?? this.#openTail(logged, after);
    const leave = tail.join(after, listener);
    // The log may have grown between this listener's last look and now.
    tail.ring();
    return leave;
  }

  #openTail({ id, workspaceId }: Logged, after: Event['sequence']): LogTail<Event> {
    const { read, log } = this.options;
    const tail: LogTail<Event> = new LogTail(
      after,
      (place) => read(this.#engineScope(workspaceId), id, place),
      log,
      () => void (this.#tails.get(id) === tail && this.#tails.delete(id)),
    );
    this.#tails.set(id, tail);
    return tail;
  }

  /** The log is read in nobody's name: each who follows has shown that it is theirs, and may leave at any time. */
  #engineScope(workspaceId: string): Scope {
    return this.options.database.scope({ actor: { kind: 'worker', workspaceId }, requestId: newId(), signal: NEVER });
  }
}

const NEVER = new AbortController().signal;
