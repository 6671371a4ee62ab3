import { beforeAll, expect, test } from 'vitest';
import { tokenHash } from '../../../src/platform/secrets/token-hash.ts';
import { newId } from '../../../src/kernel/id.ts';
import { attackAccess } from '../../attack/access.attack.ts';
import { useEngine, request, scopeOf } from '../../support/engine.ts';
import { makeMarkedWorld, markedStorage } from '../../support/marked-world.ts';
import { makeKey, makeMember } from '../../support/world.ts';

const engine = useEngine({ storage: markedStorage });
let world: Awaited<ReturnType<typeof makeMarkedWorld>>;
beforeAll(async () => {
  world = await makeMarkedWorld(engine);
});

test('the export of the audit log is out of reach of editors and viewers, as people and as keys', async () => {
  const target = { world, assetId: world.exportAssetId, jobId: world.exportJobId };
  for (const role of ['EDITOR', 'VIEWER'] as const) {
    expect(await attackAccess(engine, { ...target, actor: await makeMember(engine, world, role) }), role).toEqual([]);
    expect(await attackAccess(engine, { ...target, actor: await makeKey(engine, world, role) }), `key ${role}`).toEqual([]);
  }
  const admin = await makeMember(engine, world, 'ADMIN');
  expect(await request(engine, admin, (scope) => engine.assets.get(scope, target.assetId))).toMatchObject({ access: 'ADMIN' });
});

test('nobody shares what not every member may read, and a link to it that is there shows nothing', async () => {
  const share = request(engine, world.actor, (scope) => engine.shares.create(scope, { assetId: world.exportAssetId }));
  await expect(share).rejects.toMatchObject({
    code: 'INVALID_STATE',
    message: 'An asset that not every member may read cannot be shared.',
  });
  // A link from before the asset had an access level.
  const hash = tokenHash('token');
  await engine.owner('insert into share_links (id, workspace_id, asset_id, token_hash) values ($1, $2, $3, $4)', [
    newId(),
    world.workspaceId,
    world.exportAssetId,
    hash,
  ]);
  expect(await engine.shares.open(scopeOf(engine, { kind: 'anonymous' }), 'token')).toEqual({ state: 'UNKNOWN' });
  await engine.owner(`update assets set access = 'VIEWER' where id = $1`, [world.exportAssetId]);
  expect(await engine.shares.open(scopeOf(engine, { kind: 'anonymous' }), 'token')).toMatchObject({ state: 'OPEN' });
  await engine.owner(`update assets set access = 'ADMIN' where id = $1`, [world.exportAssetId]);
});
