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
  const valuesConfig = Object.fromEntries(Object.entries<string | undefined>(values).map(([word, text]) => [word, { description: text }]));
  registerEnumType(published, { name, valuesConfig, ...(description ? { description } : {}) } as Parameters<typeof registerEnumType>[1]);
  return published;
}

export const OrderDirectionEnum = enumType(['ASC', 'DESC'], 'OrderDirection');
