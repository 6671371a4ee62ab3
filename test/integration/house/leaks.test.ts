import { beforeAll, describe, expect, test } from 'vitest';
import { actionsOf } from '../../../src/features/workspaces/workspace/workspace.access.ts';
import { ROLES, type Role } from '../../../src/kernel/role.ts';
import type { Actor } from '../../../src/kernel/actor.ts';
import { openCaller, type Answer, type Caller } from '../../support/call-operation.ts';
import { useEngine } from '../../support/engine.ts';
import { fieldPaths, type FieldPath } from '../../support/field-paths.ts';
import { MARKERS, makeMarkedWorld, markedStorage } from '../../support/marked-world.ts';
import { guarded } from '../../support/operations.ts';
import { makeKey, makeMember, type World } from '../../support/world.ts';

const engine = useEngine({ storage: markedStorage });
let caller: Caller;
let world: Awaited<ReturnType<typeof makeMarkedWorld>>;
/** Everybody who asks: a person and a key of each role. */
const readers = new Map<Role, readonly Actor[]>();

beforeAll(async () => {
  caller = await openCaller(engine);
  world = await makeMarkedWorld(engine);
  for (const role of ROLES) readers.set(role, [await makeMember(engine, world, role), await makeKey(engine, world, role)]);
});

/** Reads, and not mutations: what a mutation returns is resolved by the same types. */
const reads = guarded.filter(([name]) => !name.startsWith('Mutation.'));

/** The ids of the world, and those of what an audit export made. */
const targets = (): World[] => [world, { ...world, jobId: world.exportJobId, assetId: world.exportAssetId }];

/** What a subscription sends: it names the asset and the job in turn. */
const eventsOf = (name: string, { jobId, assetId }: World): (object | undefined)[] => {
  if (name === 'Subscription.workspaceEvents')
    return [
      { type: 'ASSET', subjectId: assetId },
      { type: 'JOB', subjectId: jobId },
    ].map(asEvent);
  return name === 'Subscription.jobProgress' ? [asEvent({ type: 'SNAPSHOT', jobId })] : [undefined];
};
const asEvent = (event: object): object => ({
  cursor: 'c',
  sequence: 1,
  at: new Date(),
  status: 'RUNNING',
  progress: 0,
  actorId: null,
  ...event,
});

const found = ({ data }: Answer): string[] => Object.keys(MARKERS).filter((marker) => data.includes(marker));

/** What one path answers to one reader: all plain fields at once, and each by itself where one of them is refused. */
async function readPath(actor: Actor, name: string, path: FieldPath): Promise<Answer[]> {
  const { arguments: argumentsOf } = guarded.find(([other]) => other === name)?.[1] ?? { arguments: () => ({}) };
  const calls = targets().flatMap((target) => eventsOf(name, target).map((event) => ({ args: argumentsOf(target), event })));
  const answers = calls.map(async ({ args, event }) => {
    const whole = await caller.read(actor, name, args, path.select(path.leaves), event);
    if (whole.codes.length === 0) return [whole];
    // Where the way itself is refused, so is every field at its end.
    const way = await caller.read(actor, name, args, path.select([]), event);
    if (way.codes.length > 0) return [whole, way];
    return [whole, ...(await Promise.all(path.leaves.map((leaf) => caller.read(actor, name, args, path.select([leaf]), event))))];
  });
  return (await Promise.all(answers)).flat();
}

interface Read {
  /** For each role the markers that it was shown, with the path. */
  readonly seen: ReadonlyMap<Role, ReadonlyMap<string, string>>;
  /** Paths that a role was refused although the root field was not, and whether an owner found a marker there. */
  readonly refused: ReadonlyMap<string, boolean>;
}

async function readAll(name: string): Promise<Read> {
  const seen = new Map(ROLES.map((role) => [role, new Map<string, string>()]));
  const refused = new Map<string, boolean>();
  for (const path of fieldPaths(caller.schema, name)) {
    let atOwner = false;
    for (const role of ROLES) {
      const answers = (await Promise.all((readers.get(role) ?? []).map((actor) => readPath(actor, name, path)))).flat();
      const markers = answers.flatMap(found);
      for (const marker of markers) seen.get(role)?.set(marker, path.name);
      if (role === 'OWNER') atOwner = markers.length > 0;
      else if (answers.some(({ codes }) => codes.includes('FORBIDDEN'))) refused.set(`${name} ${path.name}`, atOwner);
    }
  }
  return { seen, refused };
}

const results = new Map<string, Promise<Read>>();
const resultOf = (name: string): Promise<Read> => {
  const result = results.get(name) ?? readAll(name);
  results.set(name, result);
  return result;
};

describe('what a role may not read', () => {
  test.each(reads.map(([name]) => name))('%s returns none of it by any path', { timeout: 300_000 }, async (name) => {
    const { seen } = await resultOf(name);
    const leaked = ROLES.flatMap((role) => {
      const allowed = actionsOf(role);
      return [...(seen.get(role) ?? [])]
        .filter(([marker]) => !allowed.some((action) => action === MARKERS[marker]))
        .map(([marker, path]) => `${role} reads ${marker} at ${name} ${path}`);
    });
    expect(leaked).toEqual([]);
  });

  test('is returned to every role that may read it, so that the paths above do lead there', { timeout: 300_000 }, async () => {
    const all = await Promise.all(reads.map(([name]) => resultOf(name)));
    for (const role of ROLES) {
      const seen = new Set(all.flatMap((one) => [...(one.seen.get(role)?.keys() ?? [])]));
      const may = Object.entries(MARKERS).filter(([, action]) => actionsOf(role).includes(action));
      expect([...seen].toSorted(), role).toEqual(expect.arrayContaining(may.map(([marker]) => marker)));
    }
  });

  test('has a marker wherever a role is refused (test/support/marked-world.ts)', { timeout: 300_000 }, async () => {
    const all = await Promise.all(reads.map(([name]) => resultOf(name)));
    const unmarked = all.flatMap(({ refused }) => [...refused].flatMap(([path, isMarked]) => (isMarked ? [] : [path])));
    expect(unmarked).toEqual([]);
  });
});
