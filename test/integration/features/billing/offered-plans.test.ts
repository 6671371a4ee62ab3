import { graphql } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSchema, type ApiSchema } from '../../../../src/app/schema.ts';
import { openEngine, scopeOf, useEngine, type Engine } from '../../../support/engine.ts';
import { PATIENT } from '../../../support/postgres.ts';

const engine = useEngine();
/** Another API process on the same database. */
let elsewhere: Engine;
let api: ApiSchema;
beforeAll(async () => {
  elsewhere = await openEngine({ urls: { ...engine.urls, drop: async () => undefined }, concurrency: 0, dispatches: false });
  api = await openSchema(elsewhere);
});
afterAll(() => elsewhere.close());

const refuse = () => Promise.reject(new Error('the database was asked'));
/** As anybody reads them, with a scope that reads nothing. */
async function plans(): Promise<readonly Record<string, unknown>[]> {
  const scope = Object.assign(scopeOf(elsewhere, { kind: 'anonymous' }), { tx: refuse, read: refuse, outside: refuse });
  const source = '{ plans { name forSale prices { interval } concurrentSteps storageBytes monthlyCredits trialDays maxShortSide } }';
  const { data, errors } = await graphql({ schema: api.schema, source, contextValue: { scope, instance: api.instance } });
  if (errors?.[0]) throw errors[0];
  return (data as unknown as { plans: Record<string, unknown>[] }).plans;
}
const named = async (name: string) => (await plans()).find((plan) => plan['name'] === name);

test('plans are answered from memory, in the order of the operator', async () => {
  expect((await plans()).map(({ name }) => name)).toEqual(['standard', 'creator', 'studio']);
  expect(await named('standard')).toMatchObject({ concurrentSteps: 32, storageBytes: 50 * 1_024 ** 3, forSale: false, prices: [] });
  expect(await elsewhere.plans.plans()).toEqual(await engine.plans.plans());
});

test.each([
  [
    'an inserted plan',
    `insert into plans (name, concurrent_steps, weight) values ('agency', 96, 3)`,
    async () => (await named('agency'))?.['concurrentSteps'] === 96,
  ],
  [
    'a changed plan',
    `update plans set concurrent_steps = 64 where name = 'agency'`,
    async () => (await named('agency'))?.['concurrentSteps'] === 64,
  ],
  ['a deleted plan', `delete from plans where name = 'agency'`, async () => (await named('agency')) === undefined],
])('%s shows in every process without a restart', async (_what, statement, shows) => {
  await plans();
  await engine.owner(statement);
  await expect.poll(shows, PATIENT).toBe(true);
});
