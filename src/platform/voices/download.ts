import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { VOICE_LIMITS, VoiceTrouble } from './voice-trouble.ts';

export type OnBytes = (done: number, total: number | undefined) => void;

/** A server that sends nothing for this long has given up. */
const SILENCE_MS = 60_000;

/**
 * Downloads a file to the folder and returns its path. One that was interrupted goes on where it stopped, if the server still has the same
 * file. The caller removes the file when it is done with it. @throws VoiceTrouble
 */
export async function download(
  url: string,
  folder: string,
  { signal, onBytes }: { signal: AbortSignal; onBytes: OnBytes },
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${createHash('sha256').update(url).digest('hex').slice(0, 32)}.part`);
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(new Error(`no data for ${SILENCE_MS / 1_000} s`)), SILENCE_MS);
  try {
    await fetchRest(url, path, {
      signal: AbortSignal.any([signal, silence.signal]),
      onBytes: (...bytes) => (timer.refresh(), onBytes(...bytes)),
    });
    await rm(tagOf(path), { force: true });
    return path;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof VoiceTrouble) throw error;
    const why = silence.signal.aborted ? (silence.signal.reason as Error).message : causeOf(error);
    throw new VoiceTrouble(`The download stopped: ${why}. Run the command again to continue it.`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** What the server calls this state of the file; a rest is only asked for while it says the same. */
const tagOf = (path: string): string => `${path}.tag`;

async function fetchRest(url: string, path: string, { signal, onBytes }: { signal: AbortSignal; onBytes: OnBytes }): Promise<void> {
  const [kept, tag] = await Promise.all([
    stat(path).then(
      ({ size }) => size,
      () => 0,
    ),
    readFile(tagOf(path), 'utf8').catch(() => ''),
  ]);
  const canResume = kept > 0 && tag !== '';
  const answer = await fetch(url, { signal, headers: canResume ? { Range: `bytes=${kept}-`, 'If-Range': tag } : {} });
  if (!answer.ok || !answer.body) throw new VoiceTrouble(`The server answered ${answer.status} for ${url}`);
  const from = answer.status === 206 ? kept : 0;
  const length = answer.headers.get('content-length');
  const total = length === null ? undefined : from + Number(length);
  if (total !== undefined && total > VOICE_LIMITS.downloadBytes) throw tooLarge();
  await writeFile(tagOf(path), answer.headers.get('etag') ?? '');
  const file = await open(path, from > 0 ? 'a' : 'w');
  let done = from;
  try {
    // Each part is on the disk before the next is taken: what was received counts, however it ends.
    for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
      done += chunk.length;
      if (done > VOICE_LIMITS.downloadBytes) throw tooLarge();
      await file.writeFile(chunk);
      onBytes(done, total);
    }
  } finally {
    await file.close();
  }
  if (total !== undefined && done < total) throw new Error('the connection was closed early');
}

const tooLarge = (): VoiceTrouble => new VoiceTrouble('The file is larger than 2 GiB, which no voice needs.');

const causeOf = (error: unknown): string => {
  const { cause, message } = error as Error;
  return cause instanceof Error ? cause.message : message;
};
