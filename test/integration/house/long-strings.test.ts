import { getNamedType, isEnumType, isInputObjectType, isListType, isNonNullType, isScalarType } from 'graphql';
import type { GraphQLInputType } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fieldOf, openCaller, operationNames, type Caller } from '../../support/call-operation.ts';
import { noBytesStorage } from '../../support/no-bytes-storage.ts';
import { openEngine, type Engine } from '../../support/engine.ts';
import { OPERATIONS } from '../../support/operations.ts';
import { makeWorld, type World } from '../../support/world.ts';

// Every string that a client may send, found from the schema: what is far too long is refused as bad input, and neither kept nor a fault.

const LONG = 'Ab3 '.repeat(25_000);

let engine: Engine;
let caller: Caller;
let world: World;

beforeAll(async () => {
  engine = await openEngine({ storage: noBytesStorage });
  caller = await openCaller(engine);
  world = await makeWorld(engine);
});
afterAll(() => engine.close());

const TEXTS = new Set(['String', 'ID']);

/** Where an input takes a string, with lists as their first item. */
function textPaths(type: GraphQLInputType, path: readonly string[], above: readonly string[] = []): (readonly string[])[] {
  if (isNonNullType(type)) return textPaths(type.ofType, path, above);
  if (isListType(type)) return textPaths(type.ofType, [...path, '0'], above);
  if (isScalarType(type)) return TEXTS.has(type.name) ? [path] : [];
  if (!isInputObjectType(type) || above.includes(type.name)) return [];
  return Object.values(type.getFields()).flatMap((field) => textPaths(field.type, [...path, field.name], [...above, type.name]));
}

const PLAIN: Readonly<Record<string, unknown>> = {
  String: 'plain',
  ID: '0192a000-0000-7000-8000-000000000000',
  Int: 1,
  Float: 1,
  Boolean: true,
};

/** Something that fits the type, with `LONG` at the path. */
function filled(type: GraphQLInputType, path: readonly string[] | undefined, base: unknown): unknown {
  if (isNonNullType(type)) return filled(type.ofType, path, base);
  if (path?.length === 0) return LONG;
  if (isListType(type)) return path ? [filled(type.ofType, path.slice(1), undefined)] : (base ?? []);
  const named = getNamedType(type);
  if (isInputObjectType(named)) {
    const given = (base ?? {}) as Record<string, unknown>;
    const wanted = Object.values(named.getFields()).filter(
      ({ name, type: of }) => name in given || name === path?.[0] || isNonNullType(of),
    );
    return Object.fromEntries(
      wanted.map(({ name, type: of }) => [name, filled(of, name === path?.[0] ? path.slice(1) : undefined, given[name])]),
    );
  }
  if (base !== undefined) return base;
  return isEnumType(named) ? named.getValues()[0]?.name : (PLAIN[named.name] ?? 'plain');
}

const baseOf = (name: string): Record<string, unknown> => {
  const operation = OPERATIONS[name];
  if (!operation || !('arguments' in operation)) return {};
  return { ...(typeof operation.arguments === 'function' ? operation.arguments(world) : operation.arguments) };
};

/** A query that answers with verdicts about what it was given, and keeps nothing of it. */
const JUDGES = new Set(['Query.validateUpload']);

test('every string of every operation has a bound', async () => {
  const kept: string[] = [];
  for (const name of operationNames(caller.schema)) {
    const field = fieldOf(caller.schema, name);
    for (const path of field.args.flatMap((arg) => textPaths(arg.type, [arg.name]))) {
      const base = baseOf(name);
      const needed = field.args.filter((arg) => arg.name in base || arg.name === path[0] || isNonNullType(arg.type));
      const args = Object.fromEntries(
        needed.map((arg) => [arg.name, filled(arg.type, arg.name === path[0] ? path.slice(1) : undefined, base[arg.name])]),
      );
      const outcome = await caller.call(world.actor, name, args);
      const code = outcome === 'ok' ? 'ok' : outcome.extensions.code;
      if (code === 'ok' && JUDGES.has(name)) continue;
      if (['ok', 'INTERNAL', 'UNAVAILABLE', 'TIMEOUT'].includes(code)) kept.push(`${name} ${path.join('.')}: ${code}`);
    }
  }
  expect(kept).toEqual([]);
}, 120_000);
