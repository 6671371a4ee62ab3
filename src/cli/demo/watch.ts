import type { Api } from './api.ts';
import type { Display } from './display.ts';
import { JOB_PROGRESS, type JobEvent } from './documents.ts';
import type { Picture } from './frame.ts';
import { Problem } from './problem.ts';

const TERMINAL = new Set(['COMPLETED', 'FAILED', 'CANCELED']);

/** Follows the job to its end and shows each event; returns its final state. Rejects with the signal's reason on abort. */
export async function watch(api: Api, jobId: string, title: string, display: Display, signal: AbortSignal): Promise<string> {
  let picture: Picture = { title, steps: [], progress: 0, finishAt: undefined, notice: undefined };
  const show = (change: Partial<Picture>): void => {
    picture = { ...picture, ...change };
    display.job(picture);
  };
  show({});
  // `after` advances with each event, so that a reconnected subscription continues where it stopped.
  const variables: { jobId: string; after?: string } = { jobId };
  const { events, close } = api.subscribe(JOB_PROGRESS, variables, () => {
    show({ notice: 'connection lost, reconnecting' });
  });
  const read = async (): Promise<string> => {
    let status = '';
    for await (const { jobProgress: event } of events) {
      variables.after = event.cursor;
      status = event.status;
      show(seen(event, picture));
    }
    if (!TERMINAL.has(status)) throw new Problem('The server ended the subscription before the film was done.');
    return status;
  };
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => {
    aborted.reject(signal.reason);
  };
  signal.addEventListener('abort', abort);
  try {
    signal.throwIfAborted();
    return await Promise.race([read(), aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
    close();
  }
}

function seen({ at, status, progress, job }: JobEvent, before: Picture): Partial<Picture> {
  const { queuePosition, estimatedFinishAt } = job;
  return {
    title: job.title,
    steps: job.steps,
    progress: Math.max(before.progress, progress),
    // `estimatedFinishAt` is a time of the server, whose clock may differ.
    finishAt: estimatedFinishAt === null ? undefined : Date.now() + (Date.parse(estimatedFinishAt) - Date.parse(at)),
    notice:
      status === 'QUEUED' && queuePosition !== null && queuePosition > 1 ? `waiting, ${String(queuePosition - 1)} before it` : undefined,
  };
}
