import { z } from 'zod';
import { isId } from '../../kernel/id.ts';
import { textFault } from '../text/text-fault.ts';

const normalized = (text: string): string => text.replaceAll(/\r\n?/g, '\n').normalize('NFC').trim();

interface TextOptions {
  /** Whether the text must be one line, without line breaks and tabs. */
  readonly line?: true;
  readonly required?: true;
}

/** A text that people read, in NFC and without white space at its ends. Blank text becomes '' or is refused when it is required. */
function textField(atMost: number, { line, required }: TextOptions) {
  const check = (text: string, context: z.core.$RefinementCtx<string>): void => {
    const message = textFault(text, { max: atMost, lines: !line, mayBeEmpty: !required });
    if (message !== undefined) context.issues.push({ code: 'custom', message, input: text });
  };
  return z
    .string()
    .overwrite(normalized)
    .superRefine(check)
    .meta({ ...(required && { minLength: 1 }), maxLength: atMost });
}

/** One line that must not be empty, such as a name. */
export const nameField = (atMost: number) => textField(atMost, { line: true, required: true });

/** Several lines that must not be empty. */
export const requiredWordsField = (atMost: number) => textField(atMost, { required: true });

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
