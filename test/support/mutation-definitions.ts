import { globSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { MutationDefinition } from '../../src/platform/mutation/mutation.ts';

const root = resolve(import.meta.dirname, '../..');

/** Every definition in `src/**\/*.mutations.ts`, by the name of its mutation. */
export async function mutationDefinitions(): Promise<ReadonlyMap<string, MutationDefinition>> {
  const modules = await Promise.all(
    globSync('src/**/*.mutations.ts', { cwd: root }).map(
      (file) => import(pathToFileURL(resolve(root, file)).href) as Promise<Readonly<Record<string, MutationDefinition>>>,
    ),
  );
  const found = modules.flatMap((module) => Object.values(module));
  return new Map(found.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map((definition) => [definition.name, definition]));
}
