import { beforeAll, describe, expect, it } from 'vitest';
import type { ListedScene } from '../../../../src/features/projects/scenes/scene.read.ts';
import { newId } from '../../../../src/kernel/id.ts';
import { makeAsset } from '../../../support/assets.ts';
import { makeTenant, useEngine, type Tenant } from '../../../support/engine.ts';
import { refusal, studioOf, type Studio } from '../../../support/studio.ts';

const engine = useEngine();
let tenant: Tenant;
let studio: Studio;
let stranger: Tenant;
beforeAll(async () => {
  tenant = await makeTenant(engine, 'EDITOR');
  studio = studioOf(engine, tenant);
  stranger = await makeTenant(engine, 'EDITOR');
});
const as: Studio['as'] = (method) => studio.as(method);
const create: Studio['create'] = (name) => studio.create(name);
const add: Studio['add'] = (projectId, narration, more) => studio.add(projectId, narration, more);
const scenesOf: Studio['scenesOf'] = (projectId) => studio.scenesOf(projectId);
const narrations: Studio['narrations'] = (projectId) => studio.narrations(projectId);

describe('a scene', () => {
  it('is added at the end, behind another one, or before all', async () => {
    const { id } = await create();
    const [a, b] = [await add(id, 'A'), await add(id, 'B')];
    expect(await add(id, 'C', { afterSceneId: a.id })).toMatchObject({ position: 1 });
    expect(await add(id, 'D', { afterSceneId: null })).toMatchObject({ position: 0 });
    expect(await narrations(id)).toBe('DACB');
    expect((await scenesOf(id)).map(({ position }) => position)).toEqual([0, 1, 2, 3]);
    expect(await as((scope) => engine.scenes.get(scope, b.id))).toMatchObject({ position: 3 });
  });

  it('is moved without a new version of any scene, also to the same place a hundred times', async () => {
    const { id } = await create();
    const scenes = [await add(id, 'A'), await add(id, 'B'), await add(id, 'C')];
    const [a, b, c] = scenes.map((scene) => scene.id) as [string, string, string];
    for (let times = 0; times < 100; times += 1) {
      await as((scope) => engine.scenes.move(scope, times % 2 === 0 ? c : b, { afterSceneId: a }));
    }
    expect(await narrations(id)).toBe('ABC');
    const all = await scenesOf(id);
    expect(all.map(({ version }) => version)).toEqual([1, 1, 1]);
    expect(Math.max(...all.map(({ orderKey }) => orderKey.length))).toBeLessThanOrEqual(40);
  });

  it('is moved by several people at once, and all see one order with every scene', async () => {
    const { id } = await create();
    const scenes = await Promise.all([...'ABCDEFGH'].map((letter) => add(id, letter)));
    const moves = scenes.flatMap((scene, index) =>
      [3, 5].map((step) => as((scope) => engine.scenes.move(scope, scene.id, { afterSceneId: scenes[(index + step) % 8]!.id }))),
    );
    await Promise.all(moves);
    const all = await scenesOf(id);
    expect(
      all
        .map(({ narration }) => narration)
        .toSorted()
        .join(''),
    ).toBe('ABCDEFGH');
    expect(new Set(all.map(({ orderKey }) => orderKey)).size).toBe(8);
    for (const scene of all) expect(await as((scope) => engine.scenes.get(scope, scene.id))).toMatchObject({ position: scene.position });
  });

  it('refuses a change that was made from an older version, while other scenes may be changed', async () => {
    const { id } = await create();
    const [a, b] = [await add(id, 'A'), await add(id, 'B')];
    const change = (scene: ListedScene, narration: string) =>
      as((scope) => engine.scenes.update(scope, scene.id, { expectedVersion: 1, narration }));
    const [one, other] = await Promise.allSettled([change(a, 'first'), change(a, 'second'), change(b, 'third')]);
    expect([one.status, other.status].toSorted()).toEqual(['fulfilled', 'rejected']);
    const current = (await scenesOf(id))[0]!;
    const late = await refusal(() => change(a, 'late'));
    expect(late).toMatchObject({
      code: 'CONFLICT',
      details: { current: { id: a.id, version: 2, position: 0, narration: current.narration } },
    });
    expect((await scenesOf(id))[1]).toMatchObject({ narration: 'third', version: 2 });
    expect(await as((scope) => engine.projects.get(scope, id))).toMatchObject({ version: 1 });
  });

  it('keeps its version when a change changes nothing', async () => {
    const { id } = await create();
    const scene = await add(id, 'A', { focus: { x: 0.5, y: 0.5 } });
    const same = { expectedVersion: 1, narration: ' A ', focus: { x: 0.5, y: 0.5 }, caption: null, captionTranslations: null };
    expect(await as((scope) => engine.scenes.update(scope, scene.id, same))).toMatchObject({ version: 1 });
  });

  it.each([
    ['a control character', { narration: 'a\u0007b' }, 'input.narration', 'U+0007 is at position 1'],
    ['an override of direction', { caption: 'a \u202Eb' }, 'input.caption', 'U+202E'],
    ['an invisible character', { visualPrompt: 'a\u200Bb' }, 'input.visualPrompt', 'U+200B'],
    ['ten minutes of words', { narration: 'word '.repeat(1_800) }, 'input.narration', 'Must have at most 4000 characters; this has 8999.'],
    ['a speed of nothing', { speed: 0 }, 'input.speed', 'Must be at least 0.25.'],
    ['a focus outside', { focus: { x: 1.5, y: 0 } }, 'input.focus.x', 'Must be at most 1.'],
    ['an unknown transition', { transition: 'explode' }, 'input.transition', 'Must be cut, fade'],
    ['half a millisecond', { trimStartMs: 0.5 }, 'input.trimStartMs', 'Must be a whole number.'],
    ['a very short scene', { durationMs: 1 }, 'input.durationMs', 'Must be at least 500.'],
    ['a scene of a tenth of a second', { durationMs: 100 }, 'input.durationMs', 'Must be at least 500.'],
    ['a scene of half an hour', { durationMs: 1_800_000 }, 'input.durationMs', 'Must be at most 600000.'],
    [
      'a translation to no language',
      { captionTranslations: [{ language: 'German', text: 'Ein Wort' }] },
      'input.captionTranslations.0.language',
      'Must be a language tag (BCP 47)',
    ],
    [
      'two translations to one language',
      { captionTranslations: ['de', 'DE'].map((language) => ({ language, text: 'Ein Wort' })) },
      'input.captionTranslations.1.language',
      'Each language may occur once.',
    ],
    [
      'an empty translation',
      { captionTranslations: [{ language: 'de', text: ' ' }] },
      'input.captionTranslations.0.text',
      'ust not be empty.',
    ],
    [
      'too many translations',
      { captionTranslations: Array.from({ length: 21 }, (_, at) => ({ language: `d${String.fromCodePoint(97 + at)}`, text: 'x' })) },
      'input.captionTranslations',
      'Must have at most 20',
    ],
    ['an id that is none', { visualAssetId: 'none' }, 'input.visualAssetId', 'Must be an id (UUID).'],
  ])('with %s is refused at its field', async (_what, fields, path, message) => {
    const { id } = await create();
    const scene = await add(id, 'A');
    for (const call of [
      () => add(id, 'B', fields),
      () => as((scope) => engine.scenes.update(scope, scene.id, { expectedVersion: 1, ...fields })),
    ])
      expect(await refusal(call)).toMatchObject({ code: 'BAD_USER_INPUT', fields: { [path]: expect.stringContaining(message) as string } });
  });

  it('is refused beyond the limits of the project', async () => {
    const { id } = await create();
    await engine.owner(
      `insert into scenes (id, workspace_id, project_id, order_key) select uuidv7(), $2, $1, 'a' || i from generate_series(100, 298) as i`,
      [id, tenant.workspaceId],
    );
    await add(id, 'The last one.');
    expect((await refusal(() => add(id, 'One more.'))).fields).toEqual({ 'input.narration': 'A project can have at most 200 scenes.' });
    await engine.owner(`delete from scenes where project_id = $1 and narration = ''`, [id]);
    await engine.owner(`update scenes set narration = repeat('a', 39000) where project_id = $1`, [id]);
    expect((await refusal(() => add(id, 'a'.repeat(1_001)))).fields).toMatchObject({
      'input.narration': 'The narration of all scenes must have at most 40000 characters; this would make 40001.',
    });
  });

  it('names only assets of its workspace that are READY and of a kind that fits', async () => {
    const { id } = await create();
    const { workspaceId } = tenant;
    const asset = (kind: string, status = 'READY', owner = workspaceId) => makeAsset(engine, owner, { kind, status });
    const unknown = await refusal(() => add(id, '', { visualAssetId: newId() }));
    expect(unknown.fields).toEqual({ 'input.visualAssetId': 'Asset not found.' });
    expect(await refusal(async () => add(id, '', { visualAssetId: await asset('IMAGE', 'READY', stranger.workspaceId) }))).toEqual(unknown);
    for (const [kind, status, message] of [
      ['IMAGE', 'PENDING', 'uploaded'],
      ['IMAGE', 'PROCESSING', 'checked'],
      ['IMAGE', 'REJECTED', 'rejected'],
      ['IMAGE', 'DELETED', 'deleted'],
      ['FONT', 'READY', 'Must be an asset of the kind IMAGE or VIDEO; this is FONT.'],
    ] as const) {
      const { fields } = await refusal(async () => add(id, '', { visualAssetId: await asset(kind, status) }));
      expect(fields['input.visualAssetId']).toContain(message);
    }
    const both = await refusal(async () => add(id, '', { visualAssetId: await asset('AUDIO'), voiceAssetId: await asset('VIDEO') }));
    expect(Object.keys(both.fields)).toEqual(['input.visualAssetId', 'input.voiceAssetId']);
    const used = await asset('IMAGE');
    const scene = await add(id, '', { visualAssetId: used, voiceAssetId: await asset('AUDIO') });
    await as((scope) => engine.library.delete(scope, used));
    // What it named before stays named.
    const again = await as((scope) => engine.scenes.update(scope, scene.id, { expectedVersion: 1, visualAssetId: used, narration: 'x' }));
    expect(again).toMatchObject({ visualAssetId: used, version: 2 });
    const { rows } = await as((scope) => engine.projects.usingAsset(scope, used, {}));
    expect(rows.map((project) => project.id)).toEqual([id]);
  });

  it('follows only scenes of its own project', async () => {
    const [one, other] = [await create(), await create()];
    const [a, b] = [await add(one.id, 'A'), await add(other.id, 'B')];
    const notThere = { code: 'BAD_USER_INPUT', fields: { 'input.afterSceneId': 'Scene not found in this project.' } };
    expect(await refusal(() => add(one.id, 'C', { afterSceneId: b.id }))).toMatchObject(notThere);
    expect(await refusal(() => as((scope) => engine.scenes.move(scope, a.id, { afterSceneId: b.id })))).toMatchObject(notThere);
    expect(await refusal(() => as((scope) => engine.scenes.move(scope, a.id, { afterSceneId: a.id })))).toMatchObject({
      code: 'BAD_USER_INPUT',
    });
  });
});
