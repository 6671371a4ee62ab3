import type { ServerContext } from '@modelcontextprotocol/server';
import { setTimeout as pause } from 'node:timers/promises';
import type { Place, SharedLog } from '../../platform/event-stream/shared-log.ts';
import type { Data, McpCaller, ToolOperations } from './tool-operation.ts';
import { MAX_WAITS_PER_KEY } from './tools.ts';

/** Milliseconds between two reads of a job that reports progress often. */
const READ_EVERY_MS = 1_000;

const OPEN: ReadonlySet<unknown> = new Set(['QUEUED', 'RUNNING']);

/** Counts the calls of each key that wait, because each reads its job again and again. */
export class Waits {
  readonly #open = new Map<string, number>();

  /** Returns a function that ends the wait; undefined when the key has too many. */
  begin(keyId: string): (() => void) | undefined {
    const open = this.#open.get(keyId) ?? 0;
    if (open >= MAX_WAITS_PER_KEY) return undefined;
    this.#open.set(keyId, open + 1);
    return () => {
      const left = (this.#open.get(keyId) ?? 1) - 1;
      if (left === 0) this.#open.delete(keyId);
      else this.#open.set(keyId, left);
    };
  }
}

export interface WatchOptions {
  readonly operations: ToolOperations;
  readonly caller: McpCaller;
  readonly context: ServerContext;
  readonly waits: Waits;
  /** The operations that read the job and follow its log. */
  readonly queries: { readonly read: string; readonly follow: string };
}

/**
 * Reads a job, again whenever its log grows, until the job has ended or `seconds` have passed. Reports its progress. The end of the call
 * changes nothing about the job.
 */
export async function watchJob(options: WatchOptions, id: string, seconds: number): Promise<Data> {
  const { caller, operations, queries, waits } = options;
  const data = await operations.run(caller, queries.read, { id });
  if (seconds === 0 || !OPEN.has(jobIn(data)?.status)) return data;
  const endWait = waits.begin(caller.actor.keyId);
  if (!endWait) return data;
  try {
    return await waitForEnd(options, id, seconds);
  } finally {
    endWait();
  }
}

async function waitForEnd({ operations, caller, context, queries }: WatchOptions, id: string, seconds: number): Promise<Data> {
  const read = async (): Promise<Data> => operations.run(await operations.again(caller), queries.read, { id });
  const signal = AbortSignal.any([AbortSignal.timeout(seconds * 1_000), caller.signal, context.mcpReq.signal]);
  const report = progressReporter(context);
  const log = await operations.follow(caller, queries.follow, { id });
  let place = (await log.read(undefined)).sequence;
  // The job may have changed before the position in its log was read.
  let data = await read();
  while (OPEN.has(jobIn(data)?.status) && !signal.aborted) {
    await report(jobIn(data));
    await untilGrown(log, place, signal);
    await pause(READ_EVERY_MS, undefined, { signal }).catch(() => undefined);
    if (caller.signal.aborted || context.mcpReq.signal.aborted) break;
    place = (await log.read(place)).sequence;
    data = await read();
  }
  await report(jobIn(data));
  return data;
}

interface WatchedJob {
  readonly status: string;
  readonly progress: number;
  readonly step: string | null;
}

const jobIn = (data: Data): WatchedJob | null => data['job'] as WatchedJob | null;

/** Sends progress where the client asked for it. Progress must grow, although that of a repeated step does not. */
function progressReporter({ mcpReq }: ServerContext): (job: WatchedJob | null) => Promise<void> {
  const progressToken = mcpReq._meta?.progressToken;
  let highest = -1;
  return async (job) => {
    if (progressToken === undefined || !job || job.progress <= highest || mcpReq.signal.aborted) return;
    highest = job.progress;
    const message = job.step ?? job.status;
    await mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress: job.progress, total: 1, message } });
  };
}

/** Waits for the first event after `place`, or for the signal. */
async function untilGrown(log: SharedLog, place: Place, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const wake = (): void => resolve();
  signal.addEventListener('abort', wake);
  // Undefined when other followers are ahead: the log has grown already.
  const leave = log.follow(place, { onEvent: async () => wake(), onEnd: wake });
  if (!leave || signal.aborted) wake();
  try {
    await promise;
  } finally {
    leave?.();
    signal.removeEventListener('abort', wake);
  }
}
