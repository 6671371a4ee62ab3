import { registerEnumType } from 'type-graphql';

/** Publishes a list of words as an enum of the schema; returns what `@Field(() => …)` takes. */
export function enumType<Word extends string>(words: readonly Word[], name: string, description?: string): Record<Word, Word> {
  const values = Object.fromEntries(words.map((word) => [word, word])) as Record<Word, Word>;
  registerEnumType(values, { name, ...(description ? { description } : {}) });
  return values;
}

export const OrderDirectionEnum = enumType(['ASC', 'DESC'], 'OrderDirection');
