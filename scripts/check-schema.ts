/** `npm run check:schema`: the committed schema is the one that is served, and breaks no client of the last release. `-- --write` updates it. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { emitSchema } from './emit-schema.ts';
import { breakingChanges, differences } from './schema-text.ts';

const ROOT = resolve(import.meta.dirname, '..');
const COMMITTED = resolve(ROOT, 'schema.graphql');
/** SDL of the last release. */
const RELEASED = resolve(ROOT, 'docs/schema/released.graphql');

const emitted = await emitSchema();
if (process.argv.includes('--write')) writeFileSync(COMMITTED, emitted);

const stale = existsSync(COMMITTED) ? await differences(readFileSync(COMMITTED, 'utf8'), emitted) : ['schema.graphql is missing.'];
if (stale.length > 0)
  console.error(['schema.graphql is not what the source serves (update: npm run check:schema -- --write):', ...stale].join('\n  '));

const breaking = await breakingChanges(readFileSync(RELEASED, 'utf8'), emitted);
if (breaking.length > 0)
  console.error(['Clients of the last release would break (deprecate first, remove in a later release):', ...breaking].join('\n  '));

if (stale.length > 0 || breaking.length > 0) process.exit(1);
console.log('schema.graphql is what the source serves.');
