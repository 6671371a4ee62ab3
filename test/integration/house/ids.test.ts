import { beforeAll, expect, test } from 'vitest';
import { at, idPaths, openCaller, withAt, type Caller } from '../../support/call-operation.ts';
import { useEngine } from '../../support/engine.ts';
import { openConnector } from '../../support/connector.ts';
import { noBytesStorage } from '../../support/no-bytes-storage.ts';
import { guarded } from '../../support/operations.ts';
import { openSeller } from '../../support/seller.ts';
import { makeMember, makeWorld } from '../../support/world.ts';

const seller = await openSeller();
const engine = useEngine({ storage: noBytesStorage, billing: seller.billing, publishing: await openConnector() });
let caller: Caller;
beforeAll(async () => {
  caller = await openCaller(engine);
});

const inCapitals = (name: string, args: Readonly<Record<string, unknown>>) =>
  idPaths(caller.schema, name).reduce((changed, path) => withAt(changed, path, String(at(args, path)).toUpperCase()), args);

// A session of one's own is a row that the world has not.
const callable = guarded.filter(([name]) => name !== 'Mutation.revokeSession').map(([name, operation]) => [name, operation] as const);

test.each(callable)('%s takes ids in capital letters', async (name, { needs, participants, arguments: argumentsOf }) => {
  const world = await seller.asCustomer(engine, await makeWorld(engine));
  // The only owner may not leave.
  const actor = needs === 'PERSON' || participants ? world.actor : await makeMember(engine, world, 'OWNER');
  expect(await caller.call(actor, name, inCapitals(name, argumentsOf(world)))).toBe('ok');
});

test('an id that is none is still not there, in whatever case', async () => {
  const world = await seller.asCustomer(engine, await makeWorld(engine));
  const answers = await Promise.all(['NO ID', 'no id'].map((id) => caller.call(world.actor, 'Query.job', { id })));
  expect(answers[0]).toEqual(answers[1]);
  expect(answers[0]).toMatchObject({ extensions: { code: 'NOT_FOUND' } });
});
