import { beforeAll, describe, expect, it } from 'vitest';
import { timelineOf } from '../../../../src/features/projects/timeline/timeline.ts';
import { newId } from '../../../../src/kernel/id.ts';
import { makeAsset } from '../../../support/assets.ts';
import { looseSteps, makeTenant, useEngine, type Tenant } from '../../../support/engine.ts';
import { refusal, studioOf, type Studio } from '../../../support/studio.ts';

const engine = useEngine();
let tenant: Tenant;
let studio: Studio;
beforeAll(async () => {
  tenant = await makeTenant(engine, 'EDITOR');
  studio = studioOf(engine, tenant);
});

const restore = (id: string, number: number) => studio.as((scope) => engine.versions.restore(scope, id, number));
const timelineOfVersion = (id: string, number: number) =>
  studio.as(async (scope) => timelineOf((await engine.versions.get(scope, id, number)).document));

describe('a version', () => {
  it('is made by a render and not by an edit, and two renders of the same state share one', async () => {
    const { id } = await studio.create();
    const scene = await studio.add(id, 'A');
    expect((await studio.as((scope) => engine.projects.get(scope, id))).latestVersion).toBe(0);
    expect([await studio.take(id), await studio.take(id)]).toEqual([1, 1]);
    await studio.as((scope) => engine.scenes.update(scope, scene.id, { expectedVersion: 1, narration: 'B' }));
    expect([await studio.take(id), await studio.take(id)]).toEqual([2, 2]);
    await restore(id, 1);
    expect(await studio.take(id)).toBe(3);
    expect((await studio.as((scope) => engine.projects.get(scope, id))).latestVersion).toBe(3);
  });

  it('is made once when two renders start at the same time', async () => {
    const { id } = await studio.create();
    await studio.add(id, 'A');
    expect(await Promise.all([studio.take(id), studio.take(id), studio.take(id)])).toEqual([1, 1, 1]);
  });

  it('is named by the job of the render, which shows on the project until it ends', async () => {
    const { id } = await studio.create();
    await studio.add(id, 'A');
    const jobId = newId();
    await studio.as((scope) =>
      scope.tx(async (em) => {
        const { workspaceId, number } = await engine.versions.take(em, id, null);
        const job = { id: jobId, workspaceId, type: 'VIDEO' as const, title: 'A film', input: {}, steps: looseSteps(1) };
        await engine.jobs.create(em, scope, { ...job, project: { id, version: number } });
      }),
    );
    const status = () => studio.as(async (scope) => (await engine.projects.get(scope, id)).status);
    expect(await studio.as((scope) => engine.jobs.get(scope, jobId))).toMatchObject({ projectId: id, projectVersion: 1 });
    expect(await status()).toBe('RENDERING');
    await studio.as((scope) => engine.jobs.cancel(scope, jobId));
    expect(await status()).toBe('DRAFT');
  });

  it('holds the state of its time, whatever becomes of the project', async () => {
    const { id } = await studio.create();
    const scene = await studio.add(id, 'A', { focus: { x: 0.1, y: 0.9 } });
    await studio.take(id);
    const before = await timelineOfVersion(id, 1);
    await studio.as((scope) => engine.projects.update(scope, id, { expectedVersion: 1, name: 'Other', variables: { a: 1 } }));
    await studio.as((scope) => engine.scenes.remove(scope, scene.id));
    expect(await timelineOfVersion(id, 1)).toEqual(before);
    expect(before.scenes).toMatchObject([{ id: scene.id, narration: 'A', focus: { x: 0.1, y: 0.9 } }]);
  });

  it.each(['update project_versions set number = 9', 'delete from project_versions'])('cannot be changed: %s', async (statement) => {
    const call = studio.as((scope) => scope.tx((em) => em.execute(statement)));
    await expect(call).rejects.toThrow(/permission denied/);
  });

  it('is not found under a number that no render made', async () => {
    const { id } = await studio.create();
    for (const number of [0, 1, -1, 2_147_483_647])
      expect(await refusal(() => timelineOfVersion(id, number))).toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a restored version', () => {
  it('brings back removed scenes under their ids, removes later ones, and orders them as they were', async () => {
    const { id } = await studio.create('Before');
    const scenes = [await studio.add(id, 'A'), await studio.add(id, 'B'), await studio.add(id, 'C')];
    await studio.take(id);
    await studio.as((scope) => engine.projects.update(scope, id, { expectedVersion: 1, name: 'After' }));
    await studio.as((scope) => engine.scenes.remove(scope, scenes[0]!.id));
    await studio.as((scope) => engine.scenes.move(scope, scenes[2]!.id, {}));
    await studio.as((scope) => engine.scenes.update(scope, scenes[1]!.id, { expectedVersion: 1, narration: 'changed' }));
    await studio.add(id, 'D');
    await restore(id, 1);
    const restored = await studio.scenesOf(id);
    expect(restored.map((scene) => [scene.id, scene.narration])).toEqual(scenes.map((scene) => [scene.id, scene.narration]));
    // A change of the state from before is a conflict.
    expect(restored.map(({ version }) => version)).toEqual([1, 3, 1]);
    const project = await studio.as((scope) => engine.projects.get(scope, id));
    expect(project).toMatchObject({ name: 'Before', version: 3, latestVersion: 1 });
  });

  it('leaves out an asset that was purged', async () => {
    const { id } = await studio.create();
    const [gone, kept] = [await makeAsset(engine, tenant.workspaceId), await makeAsset(engine, tenant.workspaceId)];
    for (const visualAssetId of [gone, kept]) await studio.add(id, 'A', { visualAssetId });
    await studio.take(id);
    await engine.owner('delete from assets where id = $1', [gone]);
    await restore(id, 1);
    expect((await studio.scenesOf(id)).map(({ visualAssetId }) => visualAssetId)).toEqual([null, kept]);
  });

  it('is refused for a deleted project', async () => {
    const { id } = await studio.create();
    await studio.take(id);
    await studio.as((scope) => engine.projects.delete(scope, id));
    expect(await refusal(() => restore(id, 1))).toMatchObject({ code: 'INVALID_STATE' });
    expect(await refusal(() => studio.take(id))).toMatchObject({ code: 'INVALID_STATE' });
    expect(await refusal(() => restore(newId(), 1))).toMatchObject({ code: 'NOT_FOUND' });
  });
});
