import { fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Rejection } from '../../rejections.ts';
import type { MediaInfo } from '../media-info.ts';
import type { FontAnswer, FontOrder } from './font-process.ts';
import { contentTypeOf } from '../formats.ts';
import type { FormatName } from '../formats.ts';
import { MAX_FILE_BYTES } from '../../uploads/upload-limits.ts';
import { INGEST_LIMITS } from '../limits.ts';

const PROCESS_FILE = fileURLToPath(new URL(`./font-process${extname(import.meta.url)}`, import.meta.url));
/** Milliseconds in which the process must answer. */
const ANSWER_WITHIN_MS = 20_000;

/** Reads a font with fontkit in an isolated process. */
export async function probeFont(format: FormatName, path: string, signal: AbortSignal): Promise<MediaInfo> {
  const answer = await ask({ path, unpackedAtMost: MAX_FILE_BYTES.FONT, tablesAtMost: INGEST_LIMITS.fontTables }, signal);
  if (answer === undefined) throw new Rejection('TOO_COMPLEX', 'Reading the font takes too much time or memory.');
  if (answer.kind === 'expands') throw new Rejection('EXPANDS_TOO_MUCH', 'The font is too large when unpacked.');
  if (answer.kind === 'invalid') throw new Rejection('FONT_INVALID', `The font cannot be used: ${answer.reason}.`);
  if (answer.glyphs > INGEST_LIMITS.glyphs) throw new Rejection('FONT_INVALID', `The font has ${answer.glyphs} glyphs.`);
  const { glyphs, characters, weight, variable } = answer;
  const metadata = { format, glyphs, characters, variable, ...(weight === undefined ? {} : { weight }) };
  return { format, kind: 'FONT', contentType: contentTypeOf(format, 'FONT'), codecs: [], metadata };
}

/** The answer of the process; undefined when it ran out of memory or time. */
async function ask(order: FontOrder, signal: AbortSignal): Promise<FontAnswer | undefined> {
  signal.throwIfAborted();
  const child = fork(PROCESS_FILE, {
    // The process inherits neither environment variables nor loader options.
    env: {},
    // 192 MiB: a font with every Unicode character needs less.
    execArgv: ['--disable-warning=ExperimentalWarning', '--max-old-space-size=192'],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const { promise, resolve, reject } = Promise.withResolvers<FontAnswer | undefined>();
  const abort = (): void => reject(signal.reason as Error);
  const timer = setTimeout(() => resolve(undefined), ANSWER_WITHIN_MS);
  child.once('message', (answer: FontAnswer) => resolve(answer));
  child.once('exit', () => resolve(undefined));
  child.once('error', reject);
  signal.addEventListener('abort', abort, { once: true });
  try {
    child.send(order, (error) => error && resolve(undefined));
    return await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
    child.kill('SIGKILL');
  }
}
