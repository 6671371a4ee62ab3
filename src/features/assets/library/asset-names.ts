import { badInput } from '../../../kernel/errors.ts';

/** Visible text: no control characters and no direction overrides. */
const UNSEEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;
const NAME_AT_MOST = 200;
const TAGS_AT_MOST = 20;
const TAG_AT_MOST = 50;

/** @throws ReelwrightError BAD_USER_INPUT at `path` for an unreadable name */
export const cleanName = (path: string, given: string): string => cleanText(path, given, NAME_AT_MOST);

function cleanText(path: string, given: string, atMost: number): string {
  const text = given.normalize('NFC').trim();
  if (text === '') throw badInput(path, 'Must not be empty.');
  if ([...text].length > atMost) throw badInput(path, `Must have at most ${atMost} characters.`);
  if (UNSEEN.test(text)) throw badInput(path, 'Must not contain control characters or direction overrides.');
  return text;
}

/** Unique, in the given order. */
export function cleanTags(path: string, given: readonly string[]): string[] {
  const tags = [...new Set(given.map((tag, index) => cleanText(`${path}.${index}`, tag, TAG_AT_MOST)))];
  if (tags.length > TAGS_AT_MOST) throw badInput(path, `At most ${TAGS_AT_MOST} tags are allowed.`);
  return tags;
}
