import type { Complaints } from '../../../kernel/complaints.ts';
import { isSpeakable } from '../../../platform/text/plain-text.ts';

/** Maximum characters of a prompt. A minute of speech has about 900. */
export const MAX_PROMPT_LENGTH = 4_000;
export const MAX_SCRIPT_LENGTH = 20_000;
export const MAX_TITLE_LENGTH = 200;

export interface GivenWords {
  readonly title?: string | null | undefined;
  readonly prompt?: string | null | undefined;
  readonly script?: string | null | undefined;
}

/** The words that the template of a request gives. */
export interface TemplateWords {
  readonly writes: 'PROMPT' | 'SCRIPT';
  readonly text: string;
  /** Whether all its variables had values. Otherwise faults of the text are not reported. */
  readonly isWhole: boolean;
}

export interface Words {
  readonly title: string | null;
  readonly prompt: string | null;
  readonly script: string | null;
}

type Field = keyof GivenWords;

const MAX_LENGTH: Readonly<Record<Field, number>> = { title: MAX_TITLE_LENGTH, prompt: MAX_PROMPT_LENGTH, script: MAX_SCRIPT_LENGTH };

/** The words of a film, from the request and its template. Complains about words that cannot be spoken. */
export function completeWords(given: GivenWords, template: TemplateWords | undefined, complaints: Complaints): Words {
  const read = (field: Field, value: string | null | undefined, path: string): string | null => {
    const text = value?.trim();
    if (!text) return null;
    if (text.length > MAX_LENGTH[field]) complaints.add(path, `At most ${MAX_LENGTH[field]} characters; this has ${text.length}.`);
    else if (hasControls(text)) complaints.add(path, 'Must not contain control characters other than line breaks and tabs.');
    return text;
  };
  const words = {
    title: read('title', given.title, 'input.title'),
    prompt: read('prompt', given.prompt, 'input.prompt'),
    script: read('script', given.script, 'input.script'),
  };
  if (template) return withTemplate(words, template, read, complaints);
  const field = words.script === null && given.script == null ? 'prompt' : 'script';
  const spoken = words.script ?? words.prompt;
  if (spoken === null) complaints.add(`input.${field}`, 'Provide a prompt or a script.');
  else if (!isSpeakable(spoken)) complaints.add(`input.${field}`, NO_WORD);
  return words;
}

const NO_WORD = 'Contains no word that can be spoken.';

function withTemplate(
  words: Words,
  { writes, text, isWhole }: TemplateWords,
  read: (field: Field, value: string, path: string) => string | null,
  complaints: Complaints,
): Words {
  const field = writes === 'PROMPT' ? 'prompt' : 'script';
  if (words[field] !== null) complaints.add(`input.${field}`, `The template writes the ${field}. Omit one of both.`);
  if (!isWhole) return words;
  const path = 'input.variables';
  const whole = { ...words, [field]: read(field, text, path) };
  const spoken = whole.script ?? whole.prompt;
  if (spoken === null || !isSpeakable(spoken)) complaints.add(words.script === null ? path : 'input.script', NO_WORD);
  return whole;
}

const hasControls = (text: string): boolean => /[^\P{Cc}\n\r\t]/u.test(text);
