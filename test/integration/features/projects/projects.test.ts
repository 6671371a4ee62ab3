import { beforeAll, describe, expect, it } from 'vitest';
import { voicesOf } from '../../../../src/platform/catalogue/voices.ts';
import { newId } from '../../../../src/kernel/id.ts';
import { makeTenant, useEngine, type Tenant, looseSteps, makeJob } from '../../../support/engine.ts';
import { refusal, studioOf, type Studio } from '../../../support/studio.ts';

const engine = useEngine();
let tenant: Tenant;
let studio: Studio;
beforeAll(async () => {
  tenant = await makeTenant(engine, 'EDITOR');
  studio = studioOf(engine, tenant);
});
const as: Studio['as'] = (method) => studio.as(method);
const create: Studio['create'] = (name) => studio.create(name);
const add: Studio['add'] = (projectId, narration, more) => studio.add(projectId, narration, more);
const scenesOf: Studio['scenesOf'] = (projectId) => studio.scenesOf(projectId);
const narrations: Studio['narrations'] = (projectId) => studio.narrations(projectId);

describe('a project', () => {
  it('has the defaults of the catalogue, and is read by its id', async () => {
    const { id } = await create(' A\u0301 film ');
    expect(await as((scope) => engine.projects.get(scope, id))).toMatchObject({
      ...{ name: 'Á film', language: 'en', aspectRatio: 'LANDSCAPE_16_9', status: 'DRAFT', version: 1, latestVersion: 0 },
      ...{ brief: null, templateId: null, presetId: null, createdBy: tenant.userId, deletedAt: null },
    });
  });

  it('has the language of the voice of its preset, and the default where the preset cannot be used', async () => {
    const presetId = newId();
    const [german] = voicesOf('de');
    await engine.owner(`insert into presets (id, workspace_id, name, voice, aspect_ratio) values ($1, $2, 'German', $3, 'PORTRAIT_9_16')`, [
      presetId,
      tenant.workspaceId,
      german?.name,
    ]);
    const createSo = () => studio.as((scope) => engine.projects.create(scope, { workspaceId: tenant.workspaceId, name: 'Mine', presetId }));
    expect(await createSo()).toMatchObject({ language: 'de', aspectRatio: 'PORTRAIT_9_16' });
    await engine.owner(`update presets set voice = 'gone' where id = $1`, [presetId]);
    expect(await createSo()).toMatchObject({ language: 'en', aspectRatio: 'PORTRAIT_9_16' });
  });

  it('takes language and aspect ratio from its preset, and new scenes take motion and transition', async () => {
    const presetId = newId();
    await engine.owner(
      `insert into presets (id, workspace_id, name, language, aspect_ratio, motion, transition) values ($1, $2, 'Tall', 'de-AT', 'PORTRAIT_9_16', 'KEN_BURNS', 'cut')`,
      [presetId, tenant.workspaceId],
    );
    const { id, language, aspectRatio } = await as((scope) =>
      engine.projects.create(scope, { workspaceId: tenant.workspaceId, name: 'Tall', presetId, language: null }),
    );
    expect({ language, aspectRatio }).toEqual({ language: 'de-AT', aspectRatio: 'PORTRAIT_9_16' });
    expect(await add(id, 'One.')).toMatchObject({ motion: 'KEN_BURNS', transition: 'cut' });
    expect(await add(id, 'Two.', { motion: null, transition: 'fade' })).toMatchObject({ motion: 'GENTLE', transition: 'fade' });
  });

  it('refuses a change that was made from an older version, and shows what is there now', async () => {
    const { id } = await create();
    const first = await as((scope) => engine.projects.update(scope, id, { expectedVersion: 1, name: 'First' }));
    expect(first).toMatchObject({ name: 'First', version: 2 });
    const late = await refusal(() => as((scope) => engine.projects.update(scope, id, { expectedVersion: 1, brief: 'Late' })));
    expect(late).toMatchObject({ code: 'CONFLICT', details: { current: { id, version: 2, name: 'First', brief: null } } });
    const future = await refusal(() => as((scope) => engine.projects.update(scope, id, { expectedVersion: 9, brief: 'Early' })));
    expect(future).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { 'input.expectedVersion': expect.stringContaining('version 2') as string },
    });
  });

  it('is hidden by its deletion, refuses changes until it is restored, and is purged after 30 days', async () => {
    const { id } = await create('Deleted');
    const { id: sceneId } = await add(id, 'One.');
    const listed = async (deleted: boolean) =>
      (await as((scope) => engine.projects.list(scope, tenant.workspaceId, { filter: { deleted, text: 'DELETED' } }))).rows.map(
        (row) => row.id,
      );
    await as((scope) => engine.projects.delete(scope, id));
    expect([await listed(false), await listed(true)]).toEqual([[], [id]]);
    for (const change of [
      () => as((scope) => engine.projects.update(scope, id, { expectedVersion: 2, name: 'x' })),
      () => as((scope) => engine.scenes.update(scope, sceneId, { expectedVersion: 1, narration: 'x' })),
      () => as((scope) => engine.scenes.remove(scope, sceneId)),
      () => as((scope) => engine.projects.duplicate(scope, { projectId: id })),
      () => add(id, 'Two.'),
    ])
      expect(await refusal(change)).toMatchObject({ code: 'INVALID_STATE' });
    expect(await as((scope) => engine.projects.restore(scope, id))).toMatchObject({ deletedAt: null });
    await as((scope) => engine.projects.delete(scope, id));
    await engine.owner(`update projects set deleted_at = now() - interval '31 days' where id = $1`, [id]);
    expect(await refusal(() => as((scope) => engine.projects.restore(scope, id)))).toMatchObject({ code: 'INVALID_STATE' });
    await engine.owner('select delete_old_projects()');
    expect(await refusal(() => as((scope) => engine.projects.get(scope, id)))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await engine.owner('select 1 from scenes where project_id = $1', [id])).toEqual([]);
  });

  it('is copied with its scenes, in their order and with new ids', async () => {
    const { id } = await create();
    for (const letter of ['A', 'B', 'C']) await add(id, letter, { focus: { x: 0.25, y: 1 } });
    await as(async (scope) => engine.scenes.move(scope, (await scenesOf(id))[2]!.id, {}));
    const copy = await as((scope) => engine.projects.duplicate(scope, { projectId: id, name: 'Copy' }));
    expect(copy).toMatchObject({ name: 'Copy', version: 1, latestVersion: 0 });
    expect(await narrations(copy.id)).toBe('CAB');
    const ids = new Set([...(await scenesOf(id)), ...(await scenesOf(copy.id))].map((scene) => scene.id));
    expect(ids.size).toBe(6);
  });

  it('follows the state of its films', async () => {
    const { id } = await create();
    const status = async () => (await as((scope) => engine.projects.get(scope, id))).status;
    const jobs = [await makeJob(engine, tenant, looseSteps(1)), await makeJob(engine, tenant, looseSteps(1))];
    await engine.owner(`update jobs set project_id = $1 where id = any ($2)`, [id, jobs]);
    const move = (job: string, to: string) => engine.owner('update jobs set status = $2 where id = $1', [job, to]);
    const seen: string[] = [];
    for (const [job, to] of [
      [0, 'RUNNING'],
      [1, 'RUNNING'],
      [1, 'FAILED'],
      [0, 'COMPLETED'],
      [1, 'QUEUED'],
      [1, 'CANCELED'],
    ] as const) {
      await move(jobs[job]!, to);
      seen.push(await status());
    }
    expect(seen).toEqual(['RENDERING', 'RENDERING', 'RENDERING', 'RENDERED', 'RENDERING', 'RENDERED']);
  });
});
