import { CriticalityLevel, diff, DiffRule } from '@graphql-inspector/core';
import { buildSchema, lexicographicSortSchema, printSchema, type GraphQLSchema } from 'graphql';

const HEADER = '# Written by `npm run check:schema -- --write` from the resolvers and types in src. Do not edit.\n\n';

/** The schema as it is committed: sorted, so that two branches that add types rarely meet. */
export const printCommitted = (schema: GraphQLSchema): string => `${HEADER}${printSchema(lexicographicSortSchema(schema))}\n`;

/** What changed between two SDL texts, one line each. Empty when they mean and say the same. */
export async function differences(committed: string, emitted: string): Promise<string[]> {
  if (committed === emitted) return [];
  const changes = await diff(buildSchema(committed), buildSchema(emitted));
  return changes.length > 0 ? changes.map(({ message }) => message) : ['Only the text differs: order, comments or space.'];
}

/**
 * What a client of the released schema would lose, one line each. A field or enum value that was deprecated in
 * the release may go.
 */
export async function breakingChanges(released: string, emitted: string): Promise<string[]> {
  const changes = await diff(buildSchema(released), buildSchema(emitted), [DiffRule.suppressRemovalOfDeprecatedField]);
  return changes.filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking).map(({ message }) => message);
}
