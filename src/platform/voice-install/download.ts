import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { VOICE_LIMITS, VoiceTrouble } from './voice-trouble.ts';

export type OnBytes = (done: number, total: number | undefined) => void;

/** Milliseconds without data after which a download stops. */
const SILENCE_MS = 60_000;

/**
 * Downloads a file to the folder and returns its path. An interrupted download is resumed if the server still has the same file. The caller
 * removes the file after use. @throws VoiceTrouble
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

/** File with the server's tag for this state of the file. The rest is requested only while the server still sends the same tag. */
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
    // Each part is written to disk before the next is taken, so that what was received counts even if the download fails.
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
