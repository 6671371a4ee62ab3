import { delMany, entries, set, createStore as openStore } from 'idb-keyval';
import { client } from '../../shared/api/client.ts';
import { codeOf } from '../../shared/api/errors.ts';
import { errorText } from '../../shared/messages/error-text.ts';
import { sayNow } from '../../shared/messages/text.ts';
import { randomKey } from '../../shared/state/random-key.ts';
import { createStore } from '../../shared/state/store.ts';
import { AbortUploadDocument, BeginUploadDocument, CompleteUploadDocument, UploadDocument } from './files.generated.ts';
import { sendPart } from './send-part.ts';

/** A file on its way. `WAITING`: the server does not answer, and the next attempt comes by itself. */
export interface RunningUpload {
  readonly id: string;
  readonly name: string;
  readonly byteSize: number;
  readonly sent: number;
  readonly state: 'SENDING' | 'WAITING' | 'FAILED';
  readonly problem?: string | undefined;
}

/** What the browser keeps of an upload until it is complete, so that a reload or a killed browser continues it. */
interface KeptUpload {
  readonly workspaceId: string;
  readonly userId: string;
  readonly file: File;
}

/** Parts that are sent at the same time. */
const PARALLEL = 3;
const MAX_WAIT_MS = 15_000;

const kept = openStore('reelwright-uploads', 'files');
const stops = new Map<string, AbortController>();

export const uploads = createStore<readonly RunningUpload[]>([]);

const change = (id: string, part: Partial<RunningUpload>): void =>
  uploads.set(uploads.get().map((upload) => (upload.id === id ? Object.assign({}, upload, part) : upload)));
const remove = (id: string): void => uploads.set(uploads.get().filter((upload) => upload.id !== id));
const discard = (id: string): Promise<void> => delMany([id], kept).catch(() => undefined);

/** Starts an upload. Resolves with the reason why the server refuses the file. */
export async function startUpload(file: File, workspaceId: string, userId: string): Promise<string | undefined> {
  const input = {
    workspaceId,
    fileName: file.name,
    byteSize: file.size,
    idempotencyKey: randomKey(),
    ...(file.type && { contentType: file.type }),
  };
  const { data, error } = await client.mutation(BeginUploadDocument, { input });
  if (!data) return error ? errorText(sayNow, error) : '';
  const { id } = data.createUpload;
  // A browser without space for a copy sends the file as well; only a reload would end it.
  await set(id, { workspaceId, userId, file } satisfies KeptUpload, kept).catch(() => undefined);
  void run(id, file);
  return undefined;
}

/** Continues the uploads of this person that a reload or a killed browser has interrupted. */
export async function resumeUploads(userId: string): Promise<void> {
  const all = await entries<string, KeptUpload>(kept).catch(() => []);
  for (const [id, upload] of all) if (upload.userId === userId && !stops.has(id)) void run(id, upload.file);
}

/** Stops an upload, and deletes the parts that were sent. */
export async function cancelUpload(id: string): Promise<void> {
  stops.get(id)?.abort();
  remove(id);
  await discard(id);
  await client.mutation(AbortUploadDocument, { id });
}

/** Sends missing parts until none is missing, however often the connection ends meanwhile. */
async function run(id: string, file: File): Promise<void> {
  const stop = new AbortController();
  stops.set(id, stop);
  uploads.set([...uploads.get(), { id, name: file.name, byteSize: file.size, sent: 0, state: 'SENDING' }]);
  for (let attempt = 0; !stop.signal.aborted; attempt += 1) {
    const outcome = await sendMissing(id, file, stop.signal);
    if (stop.signal.aborted) break;
    if (outcome === 'DONE' || outcome === 'GONE') {
      await discard(id);
      remove(id);
      break;
    }
    if (outcome !== 'AWAY') {
      await discard(id);
      change(id, { state: 'FAILED', problem: outcome.problem });
      break;
    }
    change(id, { state: 'WAITING' });
    await new Promise((resolve) => setTimeout(resolve, Math.min(MAX_WAIT_MS, 500 * 2 ** Math.min(attempt, 10))));
  }
  stops.delete(id);
}

const AWAY_CODES: ReadonlySet<string> = new Set(['UNAUTHENTICATED', 'UNAVAILABLE', 'RATE_LIMITED', 'TIMEOUT']);

type Outcome = 'DONE' | 'GONE' | 'AWAY' | { readonly problem: string };

async function sendMissing(id: string, file: File, signal: AbortSignal): Promise<Outcome> {
  const { data, error } = await client.query(UploadDocument, { id }, { requestPolicy: 'network-only' });
  const session = data?.uploadSession;
  if (!session) return codeOf(error) === 'NOT_FOUND' ? 'GONE' : 'AWAY';
  if (session.status !== 'OPEN') return 'GONE';
  const missing = [...session.parts];
  const before = file.size - missing.reduce((sum, { byteSize }) => sum + byteSize, 0);
  const progress = new Map<number, number>();
  const report = (number: number, bytes: number): void => {
    progress.set(number, bytes);
    change(id, { state: 'SENDING', sent: before + [...progress.values()].reduce((sum, one) => sum + one, 0) });
  };
  report(0, 0);
  const sendNext = async (): Promise<void> => {
    for (let part = missing.shift(); part; part = missing.shift()) {
      const { number, offset, byteSize, url, headers } = part;
      await sendPart(file.slice(offset, offset + byteSize), { url, headers, signal, onProgress: (bytes) => report(number, bytes) });
    }
  };
  try {
    await Promise.all(Array.from({ length: PARALLEL }, sendNext));
  } catch {
    return 'AWAY';
  }
  const completed = await client.mutation(CompleteUploadDocument, { id });
  if (completed.data) return 'DONE';
  const { error: refused } = completed;
  const code = codeOf(refused);
  // The session or the server is away: the parts are there, and the upload goes on later.
  if (!refused || code === undefined || AWAY_CODES.has(code)) return 'AWAY';
  return { problem: errorText(sayNow, refused) };
}
