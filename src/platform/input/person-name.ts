import { readInput } from './read-input.ts';
import { nameField } from './text-fields.ts';

const NAME = nameField(100);

/** The trimmed display name. @throws ReelwrightError BAD_USER_INPUT at `path` for a name that is empty or has invisible characters */
export const personName = (path: string, given: string): string => readInput(NAME, given, path);
