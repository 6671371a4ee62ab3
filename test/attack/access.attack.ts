import { useAssets } from '../../src/features/assets/asset-uses.ts';
import type { Actor } from '../../src/kernel/scope.ts';
import type { Scope } from '../../src/platform/database/scope.ts';
import { request, type Engine } from '../support/engine.ts';
import type { World } from '../support/world.ts';

export interface RestrictedAsset {
  readonly world: World;
  readonly assetId: string;
  readonly jobId: string;
  readonly actor: Actor;
}

type Attempt = (engine: Engine, scope: Scope, target: RestrictedAsset) => Promise<unknown>;

/** Ways to read, change or pass on an asset without the role that may read it. Each resolves with what it got. */
const ATTEMPTS: Readonly<Record<string, Attempt>> = {
  'read by id': (engine, scope, { assetId }) => engine.assets.get(scope, assetId),
  'read as the subject of an event': (engine, scope, { assetId }) => engine.assets.find(scope, assetId),
  'read as the output of its job': (engine, scope, { jobId }) => engine.assets.outputs(scope, { id: jobId }),
  'list and order by name': async (engine, scope, { world, assetId }) => {
    const page = await engine.library.list(scope, world.workspaceId, { first: 100 }, {}, { field: 'NAME', direction: 'ASC' });
    return page.rows.filter(({ id }) => id === assetId);
  },
  'count by text': (engine, scope, { world }) => engine.library.count(scope, world.workspaceId, { text: 'marked-export' }),
  'rename it': (engine, scope, { assetId }) => engine.library.update(scope, { id: assetId, name: 'mine' }),
  'delete it': (engine, scope, { assetId }) => engine.library.delete(scope, assetId),
  'restore it': (engine, scope, { assetId }) => engine.library.restore(scope, assetId),
  'share it': (engine, scope, { assetId }) => engine.shares.create(scope, { assetId }),
  'use it in a film': (_, scope, { assetId, jobId, world: { workspaceId } }) =>
    scope.tx((em) => useAssets(em, { id: jobId, workspaceId }, [assetId])),
  'select it without a condition': (_, scope, { assetId }) => scope.tx((em) => em.execute('select * from assets where id = ?', [assetId])),
  'lock it': (_, scope, { assetId }) => scope.tx((em) => em.execute('select 1 from assets where id = ? for update', [assetId])),
  'lower its access level': (_, scope, { assetId }) =>
    scope.tx((em) => em.execute(`update assets set access = 'VIEWER' where id = ? returning id`, [assetId])),
};

/** Names of the attempts that got something. Empty is well. */
export async function attackAccess(engine: Engine, target: RestrictedAsset): Promise<string[]> {
  const succeeded: string[] = [];
  for (const [name, attempt] of Object.entries(ATTEMPTS)) {
    const got = await request(engine, target.actor, (scope) => attempt(engine, scope, target)).then(
      (answer) => (Array.isArray(answer) ? answer.length > 0 : answer !== null && answer !== 0),
      () => false,
    );
    if (got) succeeded.push(name);
  }
  return succeeded;
}
