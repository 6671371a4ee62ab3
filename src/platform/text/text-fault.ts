import { LINE_BREAK, UNWANTED, VISIBLE } from './unwanted-characters.ts';

interface TextRules {
  /** Characters, as people count them. */
  readonly max: number;
  /** Whether line breaks and tabs are accepted. */
  readonly lines?: boolean;
  readonly mayBeEmpty?: boolean;
}

/** What is wrong with a text that a person wrote, as a message for the field; undefined when nothing is. */
export function textFault(text: string, { max, lines = false, mayBeEmpty = false }: TextRules): string | undefined {
  if (!mayBeEmpty && !VISIBLE.test(text)) return 'Must not be empty.';
  const length = [...text].length;
  if (length > max) return `Must have at most ${max} characters; this has ${length}.`;
  const plain = text.replaceAll('\r\n', '\n');
  if (!UNWANTED.test(plain) && (lines || !LINE_BREAK.test(plain))) return undefined;
  return lines
    ? 'Must not contain control characters other than line breaks and tabs, direction overrides or invisible characters.'
    : 'Must not contain control characters, direction overrides or invisible characters.';
}
