import { baseLanguage, LANGUAGES } from '../../../platform/catalogue/languages.ts';
import { detectLanguage } from '../../../platform/text/detect-language.ts';
import { isInstruction } from '../../../platform/text/instructions.ts';
import { languagesOfScript, unreadableScript } from '../../../platform/text/scripts.ts';
import type { ScriptShare } from '../../../platform/text/scripts.ts';
import type { Complaints } from '../../../kernel/complaints.ts';
import type { Words } from './words.ts';

type Spoken = Pick<Words, 'prompt' | 'script'>;

const spokenOf = ({ prompt, script }: Spoken): string => script ?? prompt ?? '';

/**
 * The language of the words, when the request names none. For a script that no voice reads it is the default, which cannot read it either.
 */
export const likelyLanguage = (words: Spoken): string => detectLanguage(spokenOf(words)) ?? LANGUAGES.fallback;

/** Complains about words in a script that the voice of the language cannot read and would spell. */
export function checkReadable(words: Spoken, language: string, path: string, complaints: Complaints): void {
  const unreadable = unreadableScript(spokenOf(words), language);
  if (unreadable) complaints.add(path, unreadableMessage(unreadable, language));
}

/** A message that names the script of the text and the languages that fit. */
export function unreadableMessage({ script, share }: ScriptShare, language: string): string {
  const fitting = languagesOfScript(script);
  const title = LANGUAGES.find(baseLanguage(language))?.title ?? language;
  const use =
    fitting.length > 0
      ? `Choose one of ${fitting.join(', ')}.`
      : `No voice reads it; write the text in one of ${LANGUAGES.names.join(', ')}.`;
  return `A voice of ${title} cannot read this text: ${Math.round(share * 100)} % of its letters are of another script (${script}). ${use}`;
}

/** Complains about a prompt that is an instruction, when the script provider only reads prompts out. */
export function checkWritable(
  words: Spoken,
  { language, script }: { readonly language: string; /** The provider that writes. */ readonly script: string },
  path: string,
  complaints: Complaints,
): void {
  if (words.script !== null || words.prompt === null || script !== 'builtin') return;
  if (!isInstruction(words.prompt, language)) return;
  complaints.add(path, CANNOT_WRITE);
}

const CANNOT_WRITE =
  'This is an instruction, and the built-in script provider cannot write: it would read it out. Give the words to speak as `script`. To have scripts written, ask the operator to set up a script provider.';
