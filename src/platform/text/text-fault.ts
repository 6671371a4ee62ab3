import { LINE_BREAK, UNWANTED, VISIBLE } from './unwanted-characters.ts';

interface TextRules {
  /** Maximum characters, as people count them. */
  readonly max: number;
  /** Whether line breaks and tabs are accepted. */
  readonly lines?: boolean;
  readonly mayBeEmpty?: boolean;
}

/** The fault of a text that a person wrote, as a message for the field; undefined without a fault. */
export function textFault(text: string, { max, lines = false, mayBeEmpty = false }: TextRules): string | undefined {
  if (!mayBeEmpty && !VISIBLE.test(text)) return 'Must not be empty.';
  const length = [...text].length;
  if (length > max) return `Must have at most ${max} characters; this has ${length}.`;
  const plain = text.replaceAll('\r\n', '\n');
  const found = UNWANTED.exec(plain) ?? (lines ? null : LINE_BREAK.exec(plain));
  return found
    ? `Must not contain control, direction or invisible characters; U+${codePointOf(found[0])} is at position ${found.index}.`
    : undefined;
}

const codePointOf = (character: string): string => (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
