import { beforeAll, describe, expect, test } from 'vitest';
import { ACTIONS, actionsOf, type Action } from '../../../src/features/workspaces/workspace/workspace.access.ts';
import { ROLES, type Role } from '../../../src/kernel/role.ts';
import type { Actor } from '../../../src/kernel/actor.ts';
import { isObjectType, getNamedType } from 'graphql';
import { openCaller, type Caller } from '../../support/call-operation.ts';
import { useEngine } from '../../support/engine.ts';
import { noBytesStorage } from '../../support/no-bytes-storage.ts';
import { guarded } from '../../support/operations.ts';
import { WORKSPACE_FIELDS } from '../../support/workspace-fields.ts';
import { openConnector } from '../../support/connector.ts';
import { openSeller } from '../../support/seller.ts';
import { makeKey, makeMember, makeWorld, type World } from '../../support/world.ts';

const seller = await openSeller();
const engine = useEngine({ storage: noBytesStorage, billing: seller.billing, publishing: await openConnector() });
let caller: Caller;
let lasting: World;
beforeAll(async () => {
  caller = await openCaller(engine);
  lasting = await seller.asCustomer(engine, await makeWorld(engine));
});

const cells = guarded.flatMap(([name, { needs, arguments: argumentsOf, byPeople, participants }]) =>
  needs === 'PERSON' || participants
    ? []
    : ROLES.map((role) => ({ name, role, needs, argumentsOf, byPeople, allowed: actionsOf(role).includes(needs) })),
);

test('every action is needed by an operation', () => {
  const needed = new Set<Action>(cells.map(({ needs }) => needs));
  expect((Object.keys(ACTIONS) as Action[]).filter((action) => !needed.has(action))).toEqual([]);
});

test('a role may do all that the roles below it may', () => {
  for (const [index, role] of ROLES.entries()) {
    for (const below of ROLES.slice(index)) expect(actionsOf(role)).toEqual(expect.arrayContaining(actionsOf(below)));
  }
  expect(ROLES.filter((role) => !actionsOf(role).includes('VIEW'))).toEqual([]);
});

describe('each cell of the table, by its operations', () => {
  test.each(cells.filter(({ allowed }) => allowed))('$role may call $name', async ({ name, role, argumentsOf }) => {
    // What is read stays; what is changed has a world of its own.
    const world = name.startsWith('Mutation.') ? await seller.asCustomer(engine, await makeWorld(engine)) : lasting;
    expect(await caller.call(await makeMember(engine, world, role), name, argumentsOf(world))).toBe('ok');
  });

  test.each(cells.filter(({ allowed }) => !allowed))('$role may not call $name', async ({ name, role, argumentsOf }) => {
    const denial = await caller.call(await makeMember(engine, lasting, role), name, argumentsOf(lasting));
    expect(denial).toMatchObject({ extensions: { code: 'FORBIDDEN' } });
  });
});

/** A key of each role; reads and refusals leave nothing behind. */
const keys = new Map<Role, Promise<Actor>>();
const keyOf = (role: Role): Promise<Actor> => {
  const key = keys.get(role) ?? makeKey(engine, lasting, role);
  keys.set(role, key);
  return key;
};

describe('each cell of the table, by API keys', () => {
  const denied = cells.filter(({ allowed, byPeople }) => !allowed || byPeople);
  // With more than the least role it is the same code; reads are called with all.
  const least = cells.filter(
    ({ name, role, needs, byPeople }) =>
      !byPeople && (name.startsWith('Mutation.') ? role === ACTIONS[needs] : actionsOf(role).includes(needs)),
  );

  test.each(least)('a key that is $role may call $name', async ({ name, role, argumentsOf }) => {
    const world = name.startsWith('Mutation.') ? await seller.asCustomer(engine, await makeWorld(engine)) : lasting;
    const key = world === lasting ? await keyOf(role) : await makeKey(engine, world, role);
    expect(await caller.call(key, name, argumentsOf(world))).toBe('ok');
  });

  test.each(denied)('a key that is $role may not call $name', async ({ name, role, argumentsOf }) => {
    expect(await caller.call(await keyOf(role), name, argumentsOf(lasting))).toMatchObject({ extensions: { code: 'FORBIDDEN' } });
  });
});

/** Arguments of fields that have required ones. */
const REQUIRED: Readonly<Record<string, string>> = { stats: '(from: "2026-11-01T00:00:00Z", to: "2026-12-01T00:00:00Z")' };

describe('each field of a workspace', () => {
  const fields = Object.entries(WORKSPACE_FIELDS);
  test('has its line', () => {
    const type = caller.schema.getType('Workspace');
    expect(Object.keys(isObjectType(type) ? type.getFields() : {}).toSorted()).toEqual(fields.map(([field]) => field).toSorted());
  });

  test.each(fields)('%s is shown to those whose role reaches %s, as people and as keys, and to nobody else', async (field, needs) => {
    const type = caller.schema.getType('Workspace');
    const subfields = isObjectType(type) && isObjectType(getNamedType(type.getFields()[field]?.type)) ? '{ __typename }' : '';
    for (const role of ROLES) {
      for (const actor of [await makeMember(engine, lasting, role), await keyOf(role)]) {
        const outcome = await caller.call(
          actor,
          'Query.workspace',
          { id: lasting.workspaceId },
          `{ ${field} ${REQUIRED[field] ?? ''} ${subfields} }`,
        );
        if (actionsOf(role).includes(needs)) expect(outcome, role).toBe('ok');
        else expect(outcome, role).toMatchObject({ extensions: { code: 'FORBIDDEN' } });
      }
    }
  });
});
