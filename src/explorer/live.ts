import { send } from './request.ts';
import type { Session } from './session.ts';
import { createStore, type Store } from './store.ts';

/** One line of the log. All fields except number and time depend on the subscription's selection. */
export interface LiveEvent {
  /** Number of the event, counted by the panel from 1. */
  readonly number: number;
  readonly at: Date;
  readonly type?: string;
  readonly step?: string;
  readonly status?: string;
  readonly progress?: number;
  readonly message?: string;
}

export interface LiveStep {
  readonly name: string;
  readonly status: string;
  readonly done?: number;
  readonly total?: number;
}

/** The outcome of the job, queried after its end, whatever fields the subscription selected. */
export interface Outcome {
  readonly title: string;
  readonly status: string;
  readonly failure: { readonly message: string; readonly hint: string | null } | null;
  readonly video: { readonly inlineUrl: string | null; readonly downloadUrl: string | null; readonly byteSize: number } | null;
  readonly captions: { readonly downloadUrl: string | null } | null;
  readonly thumbnail: { readonly inlineUrl: string | null } | null;
}

/** One subscription as the panel shows it; newest event first. */
export interface Watch {
  readonly name: string;
  readonly state: 'LIVE' | 'ENDED' | 'STOPPED' | 'BROKEN';
  readonly startedAt: Date;
  readonly events: readonly LiveEvent[];
  readonly seen: number;
  readonly steps: readonly LiveStep[];
  readonly title?: string;
  readonly status?: string;
  readonly step?: string;
  readonly progress?: number;
  readonly error?: string;
  readonly outcome?: Outcome;
}

export interface Live {
  readonly watch: Store<Watch | undefined>;
  /** Starts a new log. */
  start(name: string, jobId: string | undefined): Watcher;
  /** Shows the outcome of an ended job, without a log; does nothing while the job runs. */
  show(jobId: string): Promise<void>;
}

export interface Watcher {
  next(data: Record<string, unknown>): void;
  end(state: Exclude<Watch['state'], 'LIVE'>, error?: string): void;
}

/** Number of events to keep, which bounds the memory of a tab that stays open on the events of a workspace. */
const KEPT_EVENTS = 500;

const OUTCOME = `query Outcome($id: ID!) { job(id: $id) { title status failure { message hint }
  video { downloadUrl inlineUrl: downloadUrl(disposition: INLINE) byteSize }
  captions { downloadUrl } thumbnail { inlineUrl: downloadUrl(disposition: INLINE) } } }`;

export function createLive(session: Session): Live {
  const watch = createStore<Watch | undefined>(undefined);
  let latest: symbol | undefined;

  function start(name: string, jobId: string | undefined): Watcher {
    const mine = (latest = Symbol(name));
    let ended = false;
    const change = (apply: (before: Watch) => Watch): void => {
      const before = watch.get();
      if (latest === mine && before) watch.set(apply(before));
    };
    watch.set({ name, state: 'LIVE', startedAt: new Date(), events: [], seen: 0, steps: [] });
    return {
      next: (data) => change((before) => Object.values(data).reduce<Watch>(withEvent, before)),
      end(state, error) {
        // A stopped subscription completes too: only the first end counts.
        if (ended) return;
        ended = true;
        change((before) => ({ ...before, state, ...(error !== undefined && { error }) }));
        if (state === 'ENDED' && jobId) void loadOutcome(jobId, change).catch(() => undefined);
      },
    };
  }

  async function readOutcome(jobId: string): Promise<Outcome | null | undefined> {
    const answer = await send<{ job: Outcome | null }>({ query: OUTCOME, variables: { id: jobId } }, await session.authorization());
    return answer.data?.job;
  }

  async function loadOutcome(jobId: string, change: (apply: (before: Watch) => Watch) => void): Promise<void> {
    const outcome = await readOutcome(jobId);
    if (outcome) change((before) => ({ ...before, outcome, title: outcome.title, status: outcome.status }));
  }

  async function show(jobId: string): Promise<void> {
    const mine = (latest = Symbol(jobId));
    const outcome = await readOutcome(jobId);
    if (latest !== mine || outcome?.status !== 'COMPLETED') return;
    watch.set({ name: outcome.title, ...outcome, state: 'ENDED', startedAt: new Date(), events: [], seen: 0, steps: [], outcome });
  }

  return { watch, start, show };
}

interface EventFields {
  readonly at?: string;
  readonly type?: string;
  readonly step?: string | null;
  readonly status?: string;
  readonly progress?: number;
  readonly message?: string | null;
  readonly job?: { readonly title?: string; readonly steps?: readonly LiveStep[] } | null;
}

/** The watch with one more event. Any subscription may be watched: a field that was not selected keeps its last value. */
function withEvent(before: Watch, value: unknown): Watch {
  if (typeof value !== 'object' || value === null) return before;
  const { job } = value as EventFields;
  const event = eventOf(value, before.seen + 1);
  return {
    ...before,
    ...('status' in event && { status: event.status }),
    ...('step' in event && { step: event.step }),
    ...('progress' in event && { progress: event.progress }),
    ...(job?.title !== undefined && { title: job.title }),
    steps: job?.steps ?? before.steps,
    events: [event, ...before.events].slice(0, KEPT_EVENTS),
    seen: event.number,
  };
}

function eventOf({ at, type, step, status, progress, message }: EventFields, number: number): LiveEvent {
  return {
    number,
    at: at === undefined ? new Date() : new Date(at),
    ...(type !== undefined && { type }),
    ...(step != null && { step }),
    ...(status !== undefined && { status }),
    ...(progress !== undefined && { progress }),
    ...(message != null && { message }),
  };
}
