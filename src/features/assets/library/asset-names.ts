import { badInput } from '../../../kernel/errors.ts';
import { readInput } from '../../../platform/input/read-input.ts';
import { nameField } from '../../../platform/input/text-fields.ts';

const MAX_NAME_LENGTH = 200;
const MAX_TAGS = 20;
const MAX_TAG_LENGTH = 50;

const NAME = nameField(MAX_NAME_LENGTH);
const TAG = nameField(MAX_TAG_LENGTH);

/** The trimmed name of an asset. @throws ReelwrightError BAD_USER_INPUT at `path` for an invalid name */
export const assetName = (path: string, given: string): string => readInput(NAME, given, path);

/** The tags, trimmed and unique, in the given order. @throws ReelwrightError BAD_USER_INPUT at `path` */
export function cleanTags(path: string, given: readonly string[]): string[] {
  const tags = [...new Set(given.map((tag, index) => readInput(TAG, tag, `${path}.${index}`)))];
  if (tags.length > MAX_TAGS) throw badInput(path, `At most ${MAX_TAGS} tags are allowed.`);
  return tags;
}
