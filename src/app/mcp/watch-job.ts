import type { ServerContext } from '@modelcontextprotocol/server';
import { setTimeout as pause } from 'node:timers/promises';
import type { Place, SharedLog } from '../../platform/event-stream/shared-log.ts';
import type { Data, McpCaller, ToolOperations } from './tool-operation.ts';

/** Milliseconds between two reads of a job that reports progress often. */
const READ_EVERY_MS = 500;

const OPEN: ReadonlySet<unknown> = new Set(['QUEUED', 'RUNNING']);

export interface WatchOptions {
  readonly operations: ToolOperations;
  readonly caller: McpCaller;
  readonly context: ServerContext;
  /** The operations that read the job and follow its log. */
  readonly queries: { readonly read: string; readonly follow: string };
}

/**
 * Reads a job, again whenever its log grows, until the job has ended or `seconds` have passed. Reports its progress. The end of the call
 * changes nothing about the job.
 */
export async function watchJob({ operations, caller, context, queries }: WatchOptions, id: string, seconds: number): Promise<Data> {
  const read = (as: McpCaller): Promise<Data> => operations.run(as, queries.read, { id });
  let data = await read(caller);
  if (seconds === 0 || !OPEN.has(jobIn(data)?.status)) return data;
  const signal = AbortSignal.any([AbortSignal.timeout(seconds * 1_000), caller.signal, context.mcpReq.signal]);
  const report = progressReporter(context);
  const log = await operations.follow(caller, queries.follow, { id });
  let place = (await log.read(undefined)).sequence;
  // The job may have changed before the position in its log was read.
  data = await read(await operations.again(caller));
  while (OPEN.has(jobIn(data)?.status) && !signal.aborted) {
    await report(jobIn(data));
    await untilGrown(log, place, signal);
    await pause(READ_EVERY_MS, undefined, { signal }).catch(() => undefined);
    if (caller.signal.aborted || context.mcpReq.signal.aborted) break;
    place = (await log.read(place)).sequence;
    data = await read(await operations.again(caller));
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
