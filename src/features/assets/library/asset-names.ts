import { badInput } from '../../../kernel/errors.ts';

/** Visible text: no control characters and no direction overrides. */
const UNSEEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;
const MAX_NAME_LENGTH = 200;
const MAX_TAGS = 20;
const MAX_TAG_LENGTH = 50;

/** @throws ReelwrightError BAD_USER_INPUT at `path` for an unreadable name */
export const cleanName = (path: string, given: string): string => cleanText(path, given, MAX_NAME_LENGTH);

function cleanText(path: string, given: string, atMost: number): string {
  const text = given.normalize('NFC').trim();
  if (text === '') throw badInput(path, 'Must not be empty.');
  if ([...text].length > atMost) throw badInput(path, `Must have at most ${atMost} characters.`);
  if (UNSEEN.test(text)) throw badInput(path, 'Must not contain control characters or direction overrides.');
  return text;
}

/** Unique, in the given order. */
export function cleanTags(path: string, given: readonly string[]): string[] {
  const tags = [...new Set(given.map((tag, index) => cleanText(`${path}.${index}`, tag, MAX_TAG_LENGTH)))];
  if (tags.length > MAX_TAGS) throw badInput(path, `At most ${MAX_TAGS} tags are allowed.`);
  return tags;
}
