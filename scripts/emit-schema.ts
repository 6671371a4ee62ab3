import 'reflect-metadata';
import { buildApiSchema } from '../src/app/schema.ts';
import { printCommitted } from './schema-text.ts';

/** The SDL that this source serves, as it is to be committed in `schema.graphql`. Opens no connection. */
export async function emitSchema(): Promise<string> {
  return printCommitted(await buildApiSchema());
}
