import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { badInput } from '../../../kernel/errors.ts';

/** Minimum characters, as a person counts them. */
export const MIN_PASSWORD_LENGTH = 10;
/** Maximum UTF-16 units, which are at most 384 bytes: longer passwords would only slow the hash. */
export const MAX_PASSWORD_LENGTH = 128;
/** Number of characters that are rated. The beginning of a password decides, and the work of the rating grows with the length. */
const MAX_ESTIMATED_LENGTH = 48;
/** Score of zxcvbn for at least 10^8 guesses, which is beyond every list of leaked passwords and their usual variations. */
const MIN_SCORE = 3;

/** The estimator, loaded on first use: its 57,000 common passwords and words take 10 MB, and a worker never needs them. */
let estimator: Promise<ZxcvbnFactory> | undefined;

async function loadEstimator(): Promise<ZxcvbnFactory> {
  const [core, { adjacencyGraphs, dictionary }] = await Promise.all([import('@zxcvbn-ts/core'), import('@zxcvbn-ts/language-common')]);
  return new core.ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
}

/** Refuses weak passwords; `personal` are names and addresses of the person. @throws ReelwrightError BAD_USER_INPUT at `path` */
export async function checkNewPassword(path: string, password: string, personal: readonly string[]): Promise<void> {
  const plain = password.normalize('NFKC');
  if (password.length > MAX_PASSWORD_LENGTH || [...plain].length < MIN_PASSWORD_LENGTH)
    throw badInput(path, `Must have ${MIN_PASSWORD_LENGTH} to ${MAX_PASSWORD_LENGTH} characters.`);
  estimator ??= loadEstimator();
  const words = personal.flatMap((text) => [text, ...text.split('@'), ...text.split(/[\s@.]+/)]).filter((word) => word.length > 2);
  const { score } = (await estimator).check(plain.slice(0, MAX_ESTIMATED_LENGTH), words);
  if (score < MIN_SCORE)
    throw badInput(path, 'Too easy to guess: it is common, follows a pattern, or resembles your name. Use four words instead.');
}
