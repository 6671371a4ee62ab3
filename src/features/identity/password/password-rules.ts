import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { badInput } from '../../../kernel/errors.ts';

/** Characters, as a person counts them. */
export const MIN_PASSWORD_LENGTH = 10;
/** UTF-16 units, so at most 384 bytes: longer ones would only make the hash work. */
export const MAX_PASSWORD_LENGTH = 128;
/** Of the password: guessing is hard enough where its beginning is, and the estimate's work grows with the length. */
const ESTIMATED_AT_MOST = 48;
/** 10^8 guesses: beyond every list of leaked passwords and the usual ways to dress them up. */
const SCORE_AT_LEAST = 3;

/** Made when first needed: it takes 30 ms to read its 57,000 common passwords and words. */
let estimator: ZxcvbnFactory | undefined;

/** BAD_USER_INPUT at `path` unless the password may be chosen by somebody with these names and addresses. */
export function checkNewPassword(path: string, password: string, personal: readonly string[]): void {
  const plain = password.normalize('NFKC');
  if (password.length > MAX_PASSWORD_LENGTH || [...plain].length < MIN_PASSWORD_LENGTH)
    throw badInput(path, `A password has ${MIN_PASSWORD_LENGTH} to ${MAX_PASSWORD_LENGTH} characters.`);
  estimator ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
  const words = personal.flatMap((text) => [text, ...text.split('@'), ...text.split(/[\s@.]+/)]).filter((word) => word.length > 2);
  const { score } = estimator.check(plain.slice(0, ESTIMATED_AT_MOST), words);
  if (score < SCORE_AT_LEAST)
    throw badInput(
      path,
      'This password is too easy to guess: it is common, follows a pattern, or is like your name. Four words are better.',
    );
}
