import { registerEnumType } from 'type-graphql';

/**
 * Publishes a list of words as an enum of the schema; returns what `@Field(() => …)` takes. `values` describes single words: a word that
 * is not accepted everywhere, or never comes, says so.
 */
export function enumType<Word extends string>(
  words: readonly Word[],
  name: string,
  description?: string,
  values: Partial<Record<NoInfer<Word>, string>> = {},
): Record<Word, Word> {
  const published = Object.fromEntries(words.map((word) => [word, word])) as Record<Word, Word>;
  const valuesConfig: Partial<Record<Word, { description: string }>> = {};
  for (const word of words) {
    const text = values[word];
    if (text !== undefined) valuesConfig[word] = { description: text };
  }
  registerEnumType(published, { name, valuesConfig, ...(description ? { description } : {}) });
  return published;
}

export const OrderDirectionEnum = enumType(['ASC', 'DESC'], 'OrderDirection');
