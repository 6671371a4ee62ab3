import type { Log } from '../../kernel/log.ts';
import { NEVER_ABORTED } from '../../kernel/signals.ts';
import type { Database } from '../database/database.ts';
import type { Scope } from '../database/scope.ts';
import { LogTail } from './log-tail.ts';
import { SharedLog } from './shared-log.ts';
import type { LogEvent, LogListener, LogPage } from './shared-log.ts';

/** The object that a log belongs to: a job, a workspace, or a person, whose log is of no workspace. */
export interface Logged {
  readonly id: string;
  readonly workspaceId?: string | undefined;
}

export interface LogTailsOptions<Event extends LogEvent> {
  readonly database: Pick<Database, 'systemScope'>;
  readonly log: Log;
  /** Reads events after a position of the log of `id`, as the scope sees them. Closes what it opens in the scope. */
  readonly read: (scope: Scope, id: string, after: Event['sequence'] | undefined) => Promise<LogPage<Event>>;
  /** Whether a slow live reader may skip this event. */
  readonly maySkip: (event: Event) => boolean;
}

/** All followed logs of one kind in this process. Each has one tail, which reads after notifications. */
export class LogTails<Event extends LogEvent> {
  readonly #tails = new Map<string, LogTail<Event>>();

  constructor(private readonly options: LogTailsOptions<Event>) {}

  /** Live groups of this process; for metrics. */
  get open(): number {
    return [...this.#tails.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** A log for one subscriber, from `after`, or from the current state. */
  of(scope: Scope, { id, workspaceId }: Logged, after: Event['sequence'] | undefined): SharedLog<Event> {
    const { read, maySkip } = this.options;
    // Keeps only the ids: thousands of these objects live long, and a row would keep everything that was loaded with it.
    const logged = { id, workspaceId };
    // The deadline is that of the beginning of the subscription, which continues as long as its socket.
    const reading = scope.withoutDeadline();
    return new SharedLog({
      workspaceId,
      after,
      maySkip,
      read: (place) => read(reading, id, place),
      follow: (place, listener) => this.#follow(logged, place, listener),
    });
  }

  /** Called when a log may have grown; without an id, any log may have. */
  wake(id: string | undefined): void {
    if (id === undefined) this.#tails.forEach((tail) => tail.wake());
    else this.#tails.get(id)?.wake();
  }

  #follow(logged: Logged, after: Event['sequence'], listener: LogListener<Event>): (() => void) | undefined {
    const tail = this.#tails.get(logged.id) ?? this.#openTail(logged, after);
    const leave = tail.join(after, listener);
    // The log may have grown since this listener last read it.
    tail.wake();
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

  /** A scope of the engine, because each follower was authorized already and may leave at any time. */
  #engineScope(workspaceId: string | undefined): Scope {
    return this.options.database.systemScope(NEVER_ABORTED, workspaceId);
  }
}
