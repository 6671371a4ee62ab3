import { delMany, entries, set, createStore as openStore } from 'idb-keyval';
import type { CombinedError } from 'urql';
import { client } from '../../shared/api/client.ts';
import { codeOf } from '../../shared/api/errors.ts';
import { errorText } from '../../shared/messages/error-text.ts';
import { sayNow } from '../../shared/messages/text.ts';
import { randomKey } from '../../shared/state/random-key.ts';
import { createStore } from '../../shared/state/store.ts';
import { AbortUploadDocument, BeginUploadDocument, CompleteUploadDocument, UploadDocument } from './files.generated.ts';
import { sendPart } from './send-part.ts';

/**
 * A file on its way. `WAITING`: the server does not answer, and the next attempt comes by itself. `EXPIRED`: the upload ended before everything
 * had arrived; it stays until the person removes it.
 */
export interface RunningUpload {
  readonly id: string;
  readonly name: string;
  readonly byteSize: number;
  readonly sent: number;
  readonly state: 'SENDING' | 'WAITING' | 'FAILED' | 'EXPIRED';
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

/** Sends an upload in one tab. Others wait, and find it complete or continue it. Pages that are served without TLS have no locks. */
async function run(id: string, file: File): Promise<void> {
  const stop = new AbortController();
  const { signal } = stop;
  stops.set(id, stop);
  const send = (): Promise<void> => sendAll(id, file, signal);
  await (isSecureContext ? navigator.locks.request(`reelwright-upload:${id}`, { signal }, send).catch(() => undefined) : send());
  stops.delete(id);
}

/** Sends missing parts until none is missing, however often the connection ends meanwhile. */
async function sendAll(id: string, file: File, signal: AbortSignal): Promise<void> {
  uploads.set([...uploads.get(), { id, name: file.name, byteSize: file.size, sent: 0, state: 'SENDING' }]);
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    const outcome = await sendMissing(id, file, signal);
    if (signal.aborted) return;
    if (outcome === 'EXPIRED') return change(id, { state: outcome });
    if (outcome === 'ENDED') {
      await discard(id);
      return remove(id);
    }
    if (outcome !== 'AWAY') {
      await discard(id);
      return change(id, { state: 'FAILED', problem: outcome.problem });
    }
    change(id, { state: 'WAITING' });
    await new Promise((resolve) => setTimeout(resolve, Math.min(MAX_WAIT_MS, 500 * 2 ** Math.min(attempt, 10))));
  }
}

const AWAY_CODES: ReadonlySet<string> = new Set(['UNAUTHENTICATED', 'UNAVAILABLE', 'RATE_LIMITED', 'TIMEOUT']);

/** `ENDED`: complete, or aborted by the person. */
type Outcome = 'ENDED' | 'EXPIRED' | 'AWAY' | { readonly problem: string };

/** The session or the server is away, and the upload goes on later; or what the server refuses. */
function refusal(error: CombinedError | undefined): Outcome {
  const code = codeOf(error);
  return !error || code === undefined || AWAY_CODES.has(code) ? 'AWAY' : { problem: errorText(sayNow, error) };
}

async function sendMissing(id: string, file: File, signal: AbortSignal): Promise<Outcome> {
  const { data, error } = await client.query(UploadDocument, { id }, { requestPolicy: 'network-only' });
  const session = data?.uploadSession;
  if (!session) return codeOf(error) === 'NOT_FOUND' ? 'EXPIRED' : refusal(error);
  if (session.status !== 'OPEN') return session.status === 'EXPIRED' ? 'EXPIRED' : 'ENDED';
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
  return completed.data ? 'ENDED' : refusal(completed.error);
}
