import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pLimit from 'p-limit';
import { ApiProblem, type Api } from '../demo/api.ts';
import { Problem, reason } from '../demo/problem.ts';
import { COMPLETE_UPLOAD, CREATE_UPLOAD, UPLOAD_SESSION, type Asset, type Part, type Session } from './documents.ts';

export interface SendOptions {
  readonly workspaceId: string;
  /** Id of an open upload to continue, instead of a new one. */
  readonly session: string | undefined;
  /** Number of parts sent at once. */
  readonly parallel: number;
  readonly signal: AbortSignal;
  /** Receives the number of bytes in the store, and of all bytes. */
  readonly onProgress: (sent: number, total: number) => void;
}

/** Rounds without progress before giving up. */
const MAX_FAILED_ROUNDS = 5;
/** Milliseconds before the second round; doubles each time. */
const FIRST_PAUSE = 500;
/** Milliseconds after which parts that have not started get new URLs. A URL is valid for 15 minutes. */
const URLS_GOOD_FOR = 10 * 60_000;
/** Milliseconds that one part may take. */
const PART_LIMIT = 15 * 60_000;

/** Uploads one file, or the missing parts of it. `wasThere` tells whether it had been completed before. */
export async function sendFile(api: Api, path: string, options: SendOptions): Promise<{ asset: Asset; wasThere: boolean }> {
  const { blob, changedAt } = await open(path);
  const session =
    options.session === undefined ? await begin(api, { path, blob, changedAt }, options.workspaceId) : await read(api, options.session);
  if (session.asset.byteSize !== blob.size)
    throw new Problem(`${path} has ${blob.size} bytes; the upload was begun for ${session.asset.byteSize}.`);
  if (session.status === 'COMPLETED') return { asset: session.asset, wasThere: true };
  if (session.status !== 'OPEN') throw new Problem(`The upload ${session.id} has ended: ${session.status.toLowerCase()}.`);
  await sendMissing(api, session, blob, options);
  return { asset: await complete(api, session.id), wasThere: false };
}

async function open(path: string): Promise<{ blob: Blob; changedAt: number }> {
  try {
    // `stat` reports a missing file with its path; opening the blob would not.
    const { mtimeMs: changedAt } = await stat(path);
    return { blob: await openAsBlob(path), changedAt };
  } catch (error) {
    throw new Problem(`Cannot read ${path}: ${reason(error)}.`);
  }
}

/** Begins an upload, or finds that of the same unchanged file, which has the same idempotency key. No local state is needed. */
async function begin(
  api: Api,
  { path, blob, changedAt }: { path: string; blob: Blob; changedAt: number },
  workspaceId: string,
): Promise<Session> {
  const [fileName, byteSize] = [basename(path), blob.size];
  for (let key = hash([resolve(path), byteSize, changedAt, workspaceId]); ;) {
    const input = { workspaceId, fileName, contentType: undefined, byteSize, idempotencyKey: key };
    const { createUpload: session } = await api.send(CREATE_UPLOAD, { input }, await api.token());
    if (session.status === 'OPEN' || (session.status === 'COMPLETED' && session.asset.status !== 'DELETED')) return session;
    // The earlier upload ended without a file. The next attempt has another key, which is again the same each time.
    key = hash([key, session.id]);
  }
}

const hash = (parts: readonly (string | number)[]): string => createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 40);

const read = async (api: Api, id: string): Promise<Session> => (await api.send(UPLOAD_SESSION, { id }, await api.token())).uploadSession;

/**
 * Sends the missing parts in rounds, several at once. After each round the server lists the parts that are still missing, with new URLs.
 */
async function sendMissing(api: Api, session: Session, blob: Blob, { parallel, signal, onProgress }: SendOptions): Promise<void> {
  const limit = pLimit(parallel);
  let { parts } = session;
  for (let failedRounds = 0; parts.length > 0;) {
    const signedAt = Date.now();
    let missing = parts.reduce((sum, { byteSize }) => sum + byteSize, 0);
    let trouble: unknown;
    onProgress(blob.size - missing, blob.size);
    const send = async (part: Part): Promise<void> => {
      if (Date.now() - signedAt > URLS_GOOD_FOR) return;
      try {
        await put(part, blob, signal);
        missing -= part.byteSize;
        onProgress(blob.size - missing, blob.size);
      } catch (error) {
        signal.throwIfAborted();
        trouble = error;
      }
    };
    await limit.map(parts, send);
    const before = parts.length;
    ({ parts } = await read(api, session.id));
    failedRounds = parts.length < before ? 0 : failedRounds + 1;
    if (failedRounds === MAX_FAILED_ROUNDS)
      throw new Problem(`The store refuses the file: ${reason(trouble)}. Run the command again to continue.`);
    if (parts.length > 0) await pause(FIRST_PAUSE * 2 ** failedRounds, undefined, { signal });
  }
}

async function put({ offset, byteSize, url, headers }: Part, blob: Blob, signal: AbortSignal): Promise<void> {
  const response = await fetch(url, {
    method: 'PUT',
    headers: headers.map(({ name, value }): [string, string] => [name, value]),
    body: blob.slice(offset, offset + byteSize),
    signal: AbortSignal.any([signal, AbortSignal.timeout(PART_LIMIT)]),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Problem(`it answered ${response.status}`);
}

/** Completes an upload. If the response was lost, the upload may be complete already: that is no failure. */
async function complete(api: Api, id: string): Promise<Asset> {
  try {
    return (await api.send(COMPLETE_UPLOAD, { id }, await api.token())).completeUpload;
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.code !== 'INVALID_STATE') throw error;
    const { status, asset } = await read(api, id);
    if (status !== 'COMPLETED') throw error;
    return asset;
  }
}
