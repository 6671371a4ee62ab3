import { fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Rejection } from '../rejections.ts';
import type { Facts } from './facts.ts';
import type { FontAnswer, FontOrder } from './font-process.ts';
import { contentTypeOf } from './formats.ts';
import type { FormatName } from './formats.ts';
import { INGEST_LIMITS } from './limits.ts';

const PROCESS_FILE = fileURLToPath(new URL(`./font-process${extname(import.meta.url)}`, import.meta.url));
/** A font of every character of Unicode takes one. */
const ANSWER_WITHIN_MS = 20_000;

/** Reads a font with fontkit, where it can harm nobody. */
export async function examineFont(format: FormatName, path: string, signal: AbortSignal): Promise<Facts> {
  const answer = await ask({ path, unpackedAtMost: INGEST_LIMITS.fontBytes, tablesAtMost: INGEST_LIMITS.fontTables }, signal);
  if (answer === undefined) throw new Rejection('TOO_COMPLEX', 'Reading the font takes too much time or memory.');
  if (answer.kind === 'expands') throw new Rejection('EXPANDS_TOO_MUCH', 'The font unpacks to far more than a font is.');
  if (answer.kind === 'invalid') throw new Rejection('FONT_INVALID', `The font cannot be used: ${answer.reason}.`);
  if (answer.glyphs > INGEST_LIMITS.glyphs) throw new Rejection('FONT_INVALID', `The font has ${answer.glyphs} glyphs.`);
  const { glyphs, characters, weight, variable } = answer;
  const metadata = { format, glyphs, characters, variable, ...(weight === undefined ? {} : { weight }) };
  return { format, kind: 'FONT', contentType: contentTypeOf(format, 'FONT'), codecs: [], metadata };
}

/** Undefined when no answer came: the process ran out of memory or of time. */
async function ask(order: FontOrder, signal: AbortSignal): Promise<FontAnswer | undefined> {
  signal.throwIfAborted();
  const child = fork(PROCESS_FILE, {
    // Nothing of our environment or of a loader's options reaches it.
    env: {},
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
