import { registerEnumType } from 'type-graphql';

/**
 * Creates an enum of the schema from a list of words; returns what `@Field(() => …)` takes. Each value needs a description: its meaning,
 * and where it is not accepted or does not occur yet.
 */
export function enumType<Word extends string>(
  words: readonly Word[],
  name: string,
  description: string,
  meanings: Readonly<Record<NoInfer<Word>, string>>,
): Record<Word, Word> {
  const published = Object.fromEntries(words.map((word) => [word, word])) as Record<Word, Word>;
  const valuesConfig = Object.fromEntries(words.map((word) => [word, { description: meanings[word] }]));
  registerEnumType(published, { name, description, valuesConfig: valuesConfig as Record<Word, { description: string }> });
  return published;
}

export const OrderDirectionEnum = enumType(['ASC', 'DESC'], 'OrderDirection', 'The direction in which a list is ordered.', {
  ASC: 'The smallest value, the earliest time or the first letter comes first.',
  DESC: 'The greatest value, the latest time or the last letter comes first.',
});
