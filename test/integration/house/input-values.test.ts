import { beforeAll, expect, test } from 'vitest';
import { openCaller, type Caller } from '../../support/call-operation.ts';
import { noBytesStorage } from '../../support/no-bytes-storage.ts';
import { useEngine } from '../../support/engine.ts';
import { argumentsWith, inputPlaces } from '../../support/input-values.ts';
import { makeWorld, type World } from '../../support/world.ts';

// Everything that a client may send, found from the schema.

const engine = useEngine({ storage: noBytesStorage });
let caller: Caller;
let world: World;

beforeAll(async () => {
  caller = await openCaller(engine);
  world = await makeWorld(engine);
});

const LONG = 'Ab3 '.repeat(25_000);

/** A query that answers with verdicts about what it was given, and keeps nothing of it. */
const JUDGES = new Set(['Query.validateUpload']);

test('every string of every operation has a bound', async () => {
  const kept: string[] = [];
  for (const place of inputPlaces(caller.schema).filter(({ type }) => ['String', 'ID'].includes(type.name))) {
    const outcome = await caller.call(world.actor, place.operation, argumentsWith(caller.schema, world, place, LONG));
    const code = outcome === 'ok' ? 'ok' : outcome.extensions.code;
    if (code === 'ok' && JUDGES.has(place.operation)) continue;
    if (['ok', 'INTERNAL', 'UNAVAILABLE', 'TIMEOUT'].includes(code)) kept.push(`${place.operation} ${place.path.join('.')}: ${code}`);
  }
  expect(kept).toEqual([]);
}, 120_000);

test('an enum value that an operation refuses says so in its description', async () => {
  const silent: string[] = [];
  for (const place of inputPlaces(caller.schema)) {
    if (!('getValues' in place.type)) continue;
    for (const { name, description } of place.type.getValues()) {
      const outcome = await caller.call(world.actor, place.operation, argumentsWith(caller.schema, world, place, name));
      if (outcome !== 'ok' && outcome.extensions.code === 'BAD_USER_INPUT' && !/refuse|BAD_USER_INPUT/i.test(description ?? ''))
        silent.push(`${place.type.name}.${name}, by ${place.operation}: ${outcome.message}`);
    }
  }
  expect(silent).toEqual([]);
}, 120_000);
