import { getNamedType, isInputObjectType } from 'graphql';
import { beforeAll, describe, expect, test } from 'vitest';
import { assertRoleAtLeast } from '../../../src/features/workspaces/workspace/workspace.access.ts';
import type { Actor } from '../../../src/kernel/actor.ts';
import { at, fieldOf, idPaths, openCaller, operationNames, withAt, type Caller } from '../../support/call-operation.ts';
import { openConnector } from '../../support/connector.ts';
import { noBytesStorage } from '../../support/no-bytes-storage.ts';
import { useEngine, request } from '../../support/engine.ts';
import { unknownId } from '../../support/factories.ts';
import { OPERATIONS, guarded, isGuarded } from '../../support/operations.ts';
import { current, makeKey, makeMember, makeWorld, type World } from '../../support/world.ts';

const engine = useEngine({ storage: noBytesStorage, publishing: await openConnector() });
let caller: Caller;
let mine: World;
let theirs: World;
let removed: Actor;
let viewer: Actor;
/** Keys of programs: an owner's of another workspace, and one that may only look. */
let strangerKey: Actor;
let viewerKey: Actor;
/** All that is in the others' workspace before they are asked for it. */
let before: Record<string, string[]>;

beforeAll(async () => {
  caller = await openCaller(engine);
  [mine, theirs] = [await makeWorld(engine), await makeWorld(engine)];
  viewer = await makeMember(engine, theirs, 'VIEWER');
  const member = await makeMember(engine, theirs, 'OWNER');
  await request(engine, theirs.actor, (scope) => engine.members.remove(scope, { workspaceId: theirs.workspaceId, userId: member.userId }));
  removed = await current(engine, member);
  [strangerKey, viewerKey] = [await makeKey(engine, mine, 'OWNER'), await makeKey(engine, theirs, 'VIEWER')];
  before = await rowsOf(theirs);
});

/** A line to begin with, for anyone who adds an operation. */
function lineFor(name: string): string {
  const args = fieldOf(caller.schema, name).args.map((arg) => {
    const type = getNamedType(arg.type);
    return isInputObjectType(type) ? `${arg.name}: { ${Object.keys(type.getFields()).join(', ')} }` : arg.name;
  });
  const ids = idPaths(caller.schema, name);
  return ids.length > 0
    ? `'${name}': { needs: 'VIEW', arguments: (world) => ({ ${args.join(', ')} }) },  // ids: ${ids.join(', ')}; needs: an action of workspace.access.ts, or PERSON`
    : `'${name}': { own: 'why it is about the caller alone' },  // or { public: 'why anybody may' }`;
}

describe('the table of operations (test/support/operations.ts)', () => {
  test('has every operation of the schema', () => {
    const missing = operationNames(caller.schema).filter((name) => !(name in OPERATIONS));
    expect(missing.map(lineFor), `add these lines to test/support/operations.ts:\n${missing.map(lineFor).join('\n')}\n`).toEqual([]);
  });

  test('has no operation that the schema lacks', () => {
    const known = new Set(operationNames(caller.schema));
    expect(Object.keys(OPERATIONS).filter((name) => !known.has(name))).toEqual([]);
  });

  test('gives every id that an operation takes, and excuses none that takes one', () => {
    for (const name of operationNames(caller.schema)) {
      const operation = OPERATIONS[name];
      const ids = idPaths(caller.schema, name);
      if (operation && ('administration' in operation || 'mayTakeIds' in operation)) continue;
      if (!operation || !isGuarded(operation)) expect(ids, `${name} takes ids: say what it needs`).toEqual([]);
      else {
        const args = operation.arguments(theirs);
        for (const path of ids)
          expect(at(args, path), `${name}: arguments must give ${path}, of a thing of the world`).toBeTypeOf('string');
      }
    }
  });
});

/** The same call with other ids in all places. */
const withIds = (name: string, id: string) => (args: Readonly<Record<string, unknown>>) =>
  idPaths(caller.schema, name).reduce((changed, path) => withAt(changed, path, id), args);

describe.each(guarded)('%s', (name, { needs, arguments: argumentsOf, choosing = [], byPeople, participants }) => {
  const call = (actor: Actor, args = argumentsOf(theirs)) => caller.call(actor, name, args);
  const notThere = { extensions: { code: 'NOT_FOUND' } };

  test('is denied to strangers and removed members in the words of what does not exist', async () => {
    for (const actor of [mine.actor, removed]) {
      const denial = await call(actor);
      expect(denial).toMatchObject(notThere);
      for (const id of [unknownId(), 'no id at all']) expect(await call(actor, withIds(name, id)(argumentsOf(theirs)))).toEqual(denial);
    }
  });

  test('is denied to keys of other workspaces, whatever their role, in the words of what does not exist', async () => {
    const denial = await call(strangerKey);
    // What is for people alone may be refused before anything is looked up.
    const codes = byPeople || needs === 'PERSON' ? ['NOT_FOUND', 'FORBIDDEN'] : ['NOT_FOUND'];
    expect(codes).toContain(denial === 'ok' ? denial : denial.extensions.code);
    for (const id of [unknownId(), 'no id at all']) expect(await call(strangerKey, withIds(name, id)(argumentsOf(theirs)))).toEqual(denial);
  });

  test('is denied with an id of another workspace among one’s own', async () => {
    const own = argumentsOf(mine);
    for (const path of idPaths(caller.schema, name)) {
      const denial = await call(mine.actor, withAt(own, path, at(argumentsOf(theirs), path)));
      if (choosing.includes(path)) {
        expect(await call(mine.actor, withAt(own, path, unknownId())), path).toEqual(denial);
        continue;
      }
      expect(denial, path).toMatchObject(notThere);
      for (const id of [unknownId(), 'no id at all']) expect(await call(mine.actor, withAt(own, path, id)), path).toEqual(denial);
    }
  });

  test('is denied to anonymous callers, who must sign in', async () => {
    expect(await call({ kind: 'anonymous' })).toMatchObject({ extensions: { code: 'UNAUTHENTICATED', details: { reason: 'MISSING' } } });
  });

  test('is denied to a viewer where the role does not reach', async () => {
    if (needs === 'PERSON') expect(await call(viewer)).toMatchObject(notThere);
    else if (mayView(needs) && !participants)
      expect(name).toMatch(/^(Query|Subscription)\.|^Mutation\.(leaveWorkspace|bookSlot|createComment|reviewAsset)$/);
    else for (const actor of [viewer, viewerKey]) expect(await call(actor)).toMatchObject({ extensions: { code: 'FORBIDDEN' } });
  });
});

function mayView(needs: Parameters<typeof assertRoleAtLeast>[1]): boolean {
  try {
    assertRoleAtLeast('VIEWER', needs);
    return true;
  } catch {
    return false;
  }
}

describe('what is about the caller alone', () => {
  const own = Object.entries(OPERATIONS).flatMap(([name, operation]) =>
    'own' in operation ? [[name, operation.arguments ?? {}] as const] : [],
  );
  test.each(own)('%s is denied to nobody', async (name, args) => {
    expect(await caller.call({ kind: 'anonymous' }, name, args)).toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
  });
});

describe('what is for administrators', () => {
  const administration = Object.entries(OPERATIONS).flatMap(([name, operation]) =>
    'administration' in operation ? [[name, operation.arguments] as const] : [],
  );
  test.each(administration)('%s is denied to everybody else, also in their own workspace', async (name, argumentsOf) => {
    expect(await caller.call({ kind: 'anonymous' }, name, argumentsOf(mine))).toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
    for (const actor of [mine.actor, theirs.actor, removed, viewer, viewerKey]) {
      expect(await caller.call(actor, name, argumentsOf(theirs))).toMatchObject({ extensions: { code: 'FORBIDDEN' } });
    }
  });
});

test('after all of that the others’ workspace is as it was', async () => {
  expect(await rowsOf(theirs)).toEqual(before);
});

/** Every row that is in the workspace, as text. */
async function rowsOf({ workspaceId }: World): Promise<Record<string, string[]>> {
  const tables = await engine.owner<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id'
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by 1`,
  );
  const rows = tables.map(async ({ name }) => {
    const found = await engine.owner<{ row: string }>(`select t::text as row from ${name} t where workspace_id = $1 order by 1`, [
      workspaceId,
    ]);
    return [name, found.map(({ row }) => row)] as const;
  });
  return Object.fromEntries(await Promise.all(rows));
}
