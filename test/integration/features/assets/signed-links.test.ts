import { isLeafType, getNamedType, isObjectType } from 'graphql';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { DERIVED_NAMES } from '../../../../src/features/assets/asset.entity.ts';
import type { PresignOptions, Storage } from '../../../../src/platform/storage/storage.ts';
import { openCaller, type Caller } from '../../../support/call-operation.ts';
import { useEngine, scopeOf } from '../../../support/engine.ts';
import { noBytesStorage } from '../../../support/no-bytes-storage.ts';
import { makeWorld, type World } from '../../../support/world.ts';

let signed: PresignOptions[] = [];
const storage = {
  ...noBytesStorage,
  presignGet: async (key: string, options: PresignOptions) => {
    signed.push(options);
    return `http://127.0.0.1:9/${key}?${options.signedAt?.getTime()}`;
  },
} as Storage;

const engine = useEngine({ storage });
let caller: Caller;
let world: World;
beforeAll(async () => {
  caller = await openCaller(engine);
  world = await makeWorld(engine);
  await engine.owner('update assets set derived = $2 where id = $1', [world.assetId, DERIVED_NAMES]);
});
beforeEach(() => {
  signed = [];
});

/** Seconds for which a link that was just signed still works. */
const secondsLeft = ({ signedAt, expiresIn }: PresignOptions): number => expiresIn - (Date.now() - (signedAt?.getTime() ?? 0)) / 1_000;

test('every link of an asset works for 15 minutes and 5 more at the most, unless another time is asked for', async () => {
  const type = caller.schema.getType('Asset');
  const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
  const links = fields.filter(({ name, type: of }) => isLeafType(getNamedType(of)) && name.endsWith('Url')).map(({ name }) => name);
  expect(links).toContain('downloadUrl');
  for (const link of links) {
    signed = [];
    // The thumbnail of a film is an output of its job.
    await engine.owner('update assets set role = null where id = $1', [world.assetId]);
    const { codes } = await caller.read(world.actor, 'Query.asset', { id: world.assetId }, `{ ${link} }`);
    expect(codes, link).toEqual([]);
    expect(signed, link).toHaveLength(1);
    expect(secondsLeft(signed[0]!), link).toBeGreaterThan(895);
    expect(secondsLeft(signed[0]!), link).toBeLessThanOrEqual(1_200);
  }
});

test('what a shared page shows can be loaded for as long', async () => {
  const scope = scopeOf(engine, world.actor);
  const { url } = await engine.shares.create(scope, { assetId: world.assetId });
  await scope.close();
  signed = [];
  const opened = await engine.shares.open(scopeOf(engine, { kind: 'anonymous' }), url?.split('/').at(-1) ?? '');
  expect(opened).toMatchObject({ state: 'OPEN' });
  expect(signed.length).toBeGreaterThanOrEqual(3);
  for (const options of signed) {
    expect(secondsLeft(options)).toBeGreaterThan(895);
    expect(secondsLeft(options)).toBeLessThanOrEqual(1_200);
  }
});

test('links that are asked for within the same 5 minutes are the same text', async () => {
  const read = () => caller.read(world.actor, 'Query.asset', { id: world.assetId }, '{ downloadUrl }');
  const span = (): number => Math.floor(Date.now() / 300_000);
  const began = span();
  let [first, second] = [await read(), await read()];
  // Asked right across the moment at which the text changes.
  if (span() !== began) [first, second] = [await read(), await read()];
  expect(second).toEqual(first);
  expect(signed.every(({ signedAt }) => (signedAt?.getTime() ?? 1) % 300_000 === 0)).toBe(true);
});
