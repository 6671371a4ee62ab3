import { badInput } from '../../../kernel/errors.ts';

/** Without spaces around it; BAD_USER_INPUT at `path` when nothing is left. */
export function cleanName(path: string, text: string): string {
  const name = text.normalize('NFC').trim();
  if (name === '') throw badInput(path, 'A name is more than spaces.');
  return name;
}
