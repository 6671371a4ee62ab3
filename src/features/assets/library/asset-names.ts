import { badInput } from '../../../kernel/errors.ts';

/** Letters as people see them: neither control characters nor any that turn the direction of what stands beside them. */
const UNSEEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;
const NAME_AT_MOST = 200;
const TAGS_AT_MOST = 20;
const TAG_AT_MOST = 50;

/** BAD_USER_INPUT at `path` for what no person would read as a name. */
export const cleanName = (path: string, given: string): string => cleanText(path, given, NAME_AT_MOST);

function cleanText(path: string, given: string, atMost: number): string {
  const text = given.normalize('NFC').trim();
  if (text === '') throw badInput(path, 'More than spaces.');
  if ([...text].length > atMost) throw badInput(path, `At most ${atMost} characters.`);
  if (UNSEEN.test(text)) throw badInput(path, 'Leave out control characters and those that turn the writing direction.');
  return text;
}

/** Each once, in the order in which they were given. */
export function cleanTags(path: string, given: readonly string[]): string[] {
  const tags = [...new Set(given.map((tag, index) => cleanText(`${path}.${index}`, tag, TAG_AT_MOST)))];
  if (tags.length > TAGS_AT_MOST) throw badInput(path, `At most ${TAGS_AT_MOST} tags.`);
  return tags;
}
