interface TextRules {
  /** Characters, as people count them. */
  readonly max: number;
  /** Whether line breaks and tabs are accepted. */
  readonly lines?: boolean;
  readonly mayBeEmpty?: boolean;
}

/** Control characters, lone surrogates, separators and direction overrides: what a reader does not see. */
const UNSEEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;
const UNSEEN_BETWEEN_LINES = /[^\P{Cc}\n\r\t]|[\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

/** What is wrong with a text that a person wrote, as a message for the field; undefined when nothing is. */
export function textFault(text: string, { max, lines = false, mayBeEmpty = false }: TextRules): string | undefined {
  if (!mayBeEmpty && text.trim() === '') return 'Must not be empty.';
  const length = [...text].length;
  if (length > max) return `Must have at most ${max} characters; this has ${length}.`;
  if (!(lines ? UNSEEN_BETWEEN_LINES : UNSEEN).test(text)) return undefined;
  return lines
    ? 'Must not contain control characters other than line breaks and tabs, nor direction overrides.'
    : 'Must not contain control characters or direction overrides.';
}
