import { badInput } from '../../../kernel/errors.ts';

/** Trimmed. @throws ReelwrightError BAD_USER_INPUT at `path` when nothing is left */
export function cleanName(path: string, text: string): string {
  const name = text.normalize('NFC').trim();
  if (name === '') throw badInput(path, 'Must not be empty.');
  return name;
}
