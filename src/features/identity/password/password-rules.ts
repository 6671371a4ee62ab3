import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { badInput } from '../../../kernel/errors.ts';

/** Characters as a person counts them. */
export const MIN_PASSWORD_LENGTH = 10;
/** UTF-16 units, at most 384 bytes: longer passwords would only slow the hash. */
export const MAX_PASSWORD_LENGTH = 128;
/** Number of characters that are rated: the beginning decides, and the estimate's work grows with the length. */
const MAX_ESTIMATED_LENGTH = 48;
/** 10^8 guesses: beyond every list of leaked passwords and their usual variations. */
const MIN_SCORE = 3;

/** Created on first use: loading its 57,000 common passwords and words takes 30 ms. */
let estimator: ZxcvbnFactory | undefined;

/** @throws ReelwrightError BAD_USER_INPUT at `path` for a weak password; `names` are the person's names and addresses */
export function checkNewPassword(path: string, password: string, personal: readonly string[]): void {
  const plain = password.normalize('NFKC');
  if (password.length > MAX_PASSWORD_LENGTH || [...plain].length < MIN_PASSWORD_LENGTH)
    throw badInput(path, `Must have ${MIN_PASSWORD_LENGTH} to ${MAX_PASSWORD_LENGTH} characters.`);
  estimator ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
  const words = personal.flatMap((text) => [text, ...text.split('@'), ...text.split(/[\s@.]+/)]).filter((word) => word.length > 2);
  const { score } = estimator.check(plain.slice(0, MAX_ESTIMATED_LENGTH), words);
  if (score < MIN_SCORE)
    throw badInput(path, 'Too easy to guess: it is common, follows a pattern, or resembles your name. Use four words instead.');
}
