import { z } from 'zod';
import { isId } from '../../kernel/id.ts';
import { LINE_BREAK, UNWANTED, VISIBLE } from '../text/unwanted-characters.ts';

const normalized = (text: string): string => text.replaceAll(/\r\n?/g, '\n').normalize('NFC').trim();

interface TextOptions {
  /** Line breaks and tabs are refused. */
  readonly line?: true;
  readonly required?: true;
}

/** A text that people read, in NFC and without white space at its ends. Blank text becomes '' unless it is required. */
function textField(atMost: number, { line, required }: TextOptions) {
  const check = (text: string, context: z.core.$RefinementCtx<string>): void => {
    const add = (message: string): void => void context.issues.push({ code: 'custom', message, input: text });
    const found = UNWANTED.exec(text) ?? (line ? LINE_BREAK.exec(text) : null);
    const length = [...text].length;
    if (length > atMost) add(`Must have at most ${atMost} characters; this has ${length}.`);
    else if (found)
      add(`Must not contain control, direction or invisible characters; U+${codeOf(found[0])} is at position ${found.index}.`);
    else if (required && !VISIBLE.test(text)) add('Must not be empty.');
  };
  return z
    .string()
    .overwrite(normalized)
    .superRefine(check)
    .meta({ ...(required && { minLength: 1 }), maxLength: atMost });
}

const codeOf = (character: string): string => (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');

/** One line that must not be empty, such as a name. */
export const nameField = (atMost: number) => textField(atMost, { line: true, required: true });

/** Several lines; '' for a blank text. */
export const wordsField = (atMost: number) => textField(atMost, {});

/** Several lines; null for a blank text. Not `nullable` inside, so that the published schema shows both types. */
export const optionalWordsField = (atMost: number) =>
  textField(atMost, {})
    .nullable()
    .overwrite((text) => text || null);

/** An id of the API, a UUID in any case. */
export const idField = () =>
  z
    .string()
    .overwrite((text) => text.toLowerCase())
    .refine(isId, 'Must be an id (UUID).')
    .meta({ format: 'uuid' });
