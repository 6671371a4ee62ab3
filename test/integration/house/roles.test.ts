import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ACTIONS, actionsOf, type Action } from '../../../src/features/workspaces/workspace.access.ts';
import { ROLES, type Role } from '../../../src/kernel/role.ts';
import { openCaller, type Caller } from '../../support/call-operation.ts';
import { openEngine, type Engine } from '../../support/engine.ts';
import { noBytesStorage } from '../../support/no-bytes-storage.ts';
import { guarded } from '../../support/operations.ts';
import { makeMember, makeWorld, type World } from '../../support/world.ts';

let engine: Engine;
let caller: Caller;
let lasting: World;
beforeAll(async () => {
  engine = await openEngine({ storage: noBytesStorage });
  caller = await openCaller(engine);
  lasting = await makeWorld(engine);
});
afterAll(() => engine.close());

const cells = guarded.flatMap(([name, { needs, arguments: argumentsOf }]) =>
  needs === 'PERSON' ? [] : ROLES.map((role) => ({ name, role, needs, argumentsOf, allowed: actionsOf(role).includes(needs) })),
);

test('every action is needed by an operation', () => {
  const needed = new Set<Action>(cells.map(({ needs }) => needs));
  expect((Object.keys(ACTIONS) as Action[]).filter((action) => !needed.has(action))).toEqual([]);
});

test('a role may do all that the roles below it may', () => {
  for (const [index, role] of ROLES.entries()) {
    for (const below of ROLES.slice(index)) expect(actionsOf(role)).toEqual(expect.arrayContaining(actionsOf(below)));
  }
  expect(ROLES.map((role: Role) => actionsOf(role).includes('VIEW'))).toEqual([true, true, true, true]);
});

describe('each cell of the table, by its operations', () => {
  test.each(cells.filter(({ allowed }) => allowed))('$role may call $name', async ({ name, role, argumentsOf }) => {
    // What is read stays; what is changed has a world of its own.
    const world = name.startsWith('Mutation.') ? await makeWorld(engine) : lasting;
    expect(await caller.call(await makeMember(engine, world, role), name, argumentsOf(world))).toBe('ok');
  });

  test.each(cells.filter(({ allowed }) => !allowed))('$role may not call $name', async ({ name, role, argumentsOf }) => {
    const denial = await caller.call(await makeMember(engine, lasting, role), name, argumentsOf(lasting));
    expect(denial).toMatchObject({ extensions: { code: 'FORBIDDEN' } });
  });
});
