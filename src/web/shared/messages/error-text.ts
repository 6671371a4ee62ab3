import type { CombinedError } from 'urql';
import { messageKeyOf, messageOf } from '../api/errors.ts';
import type { MessageKey } from './keys.ts';
import { language } from './text.ts';
import type { Text } from './text.ts';

/**
 * What a person can read of an error: the words of the API, which are English, behind a text in the reader's language; or that the server does
 * not answer.
 */
export function errorText(say: Text, error: CombinedError): string {
  const words = messageOf(error);
  if (words === undefined) return say('error.noAnswer');
  const { messageKey, params } = messageKeyOf(error);
  if (language.get() === 'en' || messageKey === undefined) return words;
  // Paths such as `input.title` are for programs.
  const key = messageKey.replace(/\.fields$/, '') as MessageKey;
  const text = say(key, params);
  return text === key ? words : `${text} (${words})`;
}
