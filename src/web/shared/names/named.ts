import type { MessageKey } from '../messages/keys.ts';
import type { Text } from '../messages/text.ts';

/** What something is called in the language of the page, by its id. Without a text, for example for a voice of a cloud, as the server calls it. */
export function named(say: Text, key: string, fallback: string): string {
  const text = say(key as MessageKey);
  return text === key ? fallback : text;
}
