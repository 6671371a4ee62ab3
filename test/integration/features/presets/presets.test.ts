import { beforeEach, describe, expect, test } from 'vitest';
import type { CreatePreset } from '../../../../src/features/presets/preset.service.ts';
import { newId } from '../../../../src/kernel/id.ts';
import type { GivenOptions } from '../../../../src/platform/catalogue/film/film-options.ts';
import { resolveOptions } from '../../../../src/platform/catalogue/film/precedence.ts';
import { SYSTEM_PRESETS } from '../../../../src/platform/catalogue/presets/system-presets.ts';
import type { Scope } from '../../../../src/platform/database/scope.ts';
import { useEngine, request, type Tenant } from '../../../support/engine.ts';
import { makeMember, makeWorld, type World } from '../../../support/world.ts';

const engine = useEngine();
let world: World;
beforeEach(async () => {
  world = await makeWorld(engine);
});

const as = <T>(actor: Tenant['actor'], method: (scope: Scope) => Promise<T>): Promise<T> => request(engine, actor, method);
const create = (more: Partial<CreatePreset> = {}) =>
  as(world.actor, (scope) => engine.presets.create(scope, { workspaceId: world.workspaceId, name: 'Ours', ...more }));
const get = (id: string) => as(world.actor, (scope) => engine.presets.get(scope, id));
const [SYSTEM] = SYSTEM_PRESETS;
if (!SYSTEM) throw new Error('no preset ships with the program');

describe('a preset', () => {
  test('is stored with its options, its assets and who made it', async () => {
    const { fontAssetId, logoAssetId, musicAssetId, userId } = world;
    const options = {
      look: 'poster',
      voice: 'de',
      motion: 'GENTLE',
      brandColors: ['#0B3D91'],
      fontAssetId,
      logoAssetId,
      musicAssetId,
    } as const;
    const { id } = await create({ ...options, description: ' For all ' });
    expect(await get(id)).toMatchObject({
      ...options,
      name: 'Ours',
      description: 'For all',
      version: 1,
      language: null,
      createdBy: userId,
    });
  });

  test('has a mood or an asset as music, and gives it to films by the rule of precedence', async () => {
    const { workspaceId, musicAssetId } = world;
    const both = create({ musicMood: 'tense', musicAssetId });
    await expect(both).rejects.toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'input.musicMood' }] });
    await expect(create({ musicMood: 'loud' })).rejects.toMatchObject({ fields: [{ path: 'input.musicMood' }] });
    const [moody, recorded] = [await create({ musicMood: 'tense' }), await create({ musicAssetId })];
    const copy = await as(world.actor, (scope) => engine.presets.duplicate(scope, { workspaceId, presetId: moody.id }));
    expect([moody, copy, recorded].map(({ musicMood }) => musicMood)).toEqual(['tense', 'tense', null]);
    const musicOf = (request: GivenOptions, preset: GivenOptions, usual: GivenOptions = {}) => {
      const { options } = resolveOptions([
        { source: 'REQUEST', options: request },
        { source: 'PRESET', options: preset },
        { source: 'WORKSPACE', options: usual },
      ]);
      return options.musicMood ?? options.musicAssetId;
    };
    expect(musicOf({}, await get(moody.id), recorded)).toBe('tense');
    expect(musicOf({}, recorded, moody)).toBe(musicAssetId);
    expect(musicOf({ musicMood: 'none' }, moody)).toBe('none');
    expect(musicOf({ musicAssetId }, moody)).toBe(musicAssetId);
  });

  test('has where its music begins and how loud it is', async () => {
    const { musicAssetId } = world;
    const made = await create({ musicAssetId, musicStartMs: 1_500, musicGainDb: -4.5 });
    expect(await get(made.id)).toMatchObject({ musicStartMs: 1_500, musicGainDb: -4.5 });
    await expect(create({ musicStartMs: 1_500 })).rejects.toMatchObject({ fields: [{ path: 'input.musicStartMs' }] });
    await engine.owner('update assets set duration_ms = 1500 where id = $1', [musicAssetId]);
    await expect(create({ musicAssetId, musicStartMs: 1_500 })).rejects.toMatchObject({
      fields: [{ path: 'input.musicAssetId' }],
      message: 'input.musicAssetId: Music must last at least 1000 ms after musicStartMs, which is 1500; this asset lasts 1500 ms.',
    });
    await expect(create({ musicAssetId, musicStartMs: 501 })).rejects.toMatchObject({ fields: [{ path: 'input.musicAssetId' }] });
    expect(await create({ musicAssetId, musicStartMs: 500 })).toMatchObject({ musicStartMs: 500 });
  });

  test('is made once for each idempotency key', async () => {
    const first = await create({ idempotencyKey: 'once', look: 'quiet' });
    expect((await create({ idempotencyKey: 'once', look: 'quiet' })).id).toBe(first.id);
    await expect(create({ idempotencyKey: 'once', look: 'poster' })).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
  });

  test('is refused with every problem at once', async () => {
    const { logoAssetId, assetId } = world;
    await expect(create({ name: '', look: 'no', model: 'sora-1', fontAssetId: logoAssetId, logoAssetId: assetId })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: ['input.name', 'input.model', 'input.look', 'input.fontAssetId', 'input.logoAssetId'].map((path) => ({ path })),
    });
    await engine.owner(`update assets set status = 'PROCESSING' where id = $1`, [logoAssetId]);
    await expect(create({ logoAssetId })).rejects.toThrow('Must be READY; this asset is PROCESSING.');
    await expect(create({ logoAssetId: newId() })).rejects.toMatchObject({ code: 'NOT_FOUND', message: 'Asset not found.' });
  });

  test('is one of at most 200', async () => {
    await engine.owner(`insert into presets (id, workspace_id, name) select uuidv7(), $1, 'x' from generate_series(1, 198)`, [
      world.workspaceId,
    ]);
    const both = await Promise.allSettled([create(), create()]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(both.find((one) => one.status === 'rejected')?.reason).toMatchObject({ code: 'QUOTA_EXCEEDED', details: { limit: 200 } });
  });
});

describe('a change', () => {
  test('keeps what it leaves out, opens what is null, and counts the version', async () => {
    const { id } = await create({ look: 'poster', transition: 'cut', description: 'x' });
    const changed = await as(world.actor, (scope) =>
      engine.presets.update(scope, id, { expectedVersion: 1, transition: null, fps: 24, description: null }),
    );
    expect(changed).toMatchObject({ name: 'Ours', look: 'poster', transition: null, fps: 24, description: null, version: 2 });
  });

  test('of a stale version is a CONFLICT with the current preset', async () => {
    const { id } = await create({ look: 'poster' });
    const update = (expectedVersion: number, look: string) =>
      as(world.actor, (scope) => engine.presets.update(scope, id, { expectedVersion, look }));
    const both = await Promise.allSettled([update(1, 'quiet'), update(1, 'editorial')]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const now = await get(id);
    expect(both.find((one) => one.status === 'rejected')?.reason).toMatchObject({
      code: 'CONFLICT',
      details: { current: { id, version: 2, name: 'Ours', look: now.look } },
    });
    await expect(update(3, 'quiet')).rejects.toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'input.expectedVersion' }] });
    await expect(update(0, 'quiet')).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  test('is checked against the whole preset', async () => {
    const { id } = await create({ language: 'de', voice: 'de-female' });
    await expect(
      as(world.actor, (scope) => engine.presets.update(scope, id, { expectedVersion: 1, language: 'en' })),
    ).rejects.toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'input.voice' }] });
  });

  test('of the start of its music is checked against the file', async () => {
    const { musicAssetId } = world;
    await engine.owner('update assets set duration_ms = 3000 where id = $1', [musicAssetId]);
    const { id } = await create({ musicAssetId });
    const change = (musicStartMs: number, expectedVersion: number) =>
      as(world.actor, (scope) => engine.presets.update(scope, id, { expectedVersion, musicStartMs }));
    await expect(change(2_001, 1)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'input.musicStartMs' }],
      message: 'input.musicStartMs: Music must last at least 1000 ms after musicStartMs, which is 2001; this asset lasts 3000 ms.',
    });
    expect(await change(2_000, 1)).toMatchObject({ musicStartMs: 2_000, version: 2 });
  });

  test('of a preset whose music was purged drops the start, and so does a copy', async () => {
    const { workspaceId, musicAssetId } = world;
    const { id } = await create({ musicAssetId, musicStartMs: 1_500 });
    await engine.owner('delete from assets where id = $1', [musicAssetId]);
    const copy = await as(world.actor, (scope) => engine.presets.duplicate(scope, { workspaceId, presetId: id }));
    expect(copy).toMatchObject({ musicAssetId: null, musicStartMs: null });
    const changed = await as(world.actor, (scope) => engine.presets.update(scope, id, { expectedVersion: 1, look: 'poster' }));
    expect(changed).toMatchObject({ musicAssetId: null, musicStartMs: null, look: 'poster' });
    const start = as(world.actor, (scope) => engine.presets.update(scope, id, { expectedVersion: 2, musicStartMs: 1 }));
    await expect(start).rejects.toMatchObject({ fields: [{ path: 'input.musicStartMs' }] });
  });

  test('is in the audit log, before and after', async () => {
    const { id } = await create({ look: 'poster' });
    await as(world.actor, (scope) => engine.presets.update(scope, id, { expectedVersion: 1, look: 'quiet' }));
    const [event] = await engine.owner<{ before: object; after: object }>(
      `select before, after from audit_events where subject_id = $1 and action = 'updatePreset'`,
      [id],
    );
    expect(event).toMatchObject({ before: { look: 'poster', version: 1 }, after: { look: 'quiet', version: 2 } });
  });
});

describe('a preset that ships with the program', () => {
  test('is read and listed by everybody, and changed by nobody', async () => {
    const viewer = await makeMember(engine, world, 'VIEWER');
    expect(await as(viewer, (scope) => engine.presets.get(scope, SYSTEM.id))).toMatchObject({ name: SYSTEM.name, workspaceId: null });
    const refused = { code: 'INVALID_STATE' };
    await expect(
      as(world.actor, (scope) => engine.presets.update(scope, SYSTEM.id, { expectedVersion: 1, name: 'Mine' })),
    ).rejects.toMatchObject(refused);
    await expect(as(world.actor, (scope) => engine.presets.delete(scope, SYSTEM.id))).rejects.toMatchObject(refused);
  });

  test('is copied to one that can be changed', async () => {
    const { workspaceId } = world;
    const copy = await as(world.actor, (scope) => engine.presets.duplicate(scope, { workspaceId, presetId: SYSTEM.id, name: 'Mine' }));
    expect(copy).toMatchObject({ ...SYSTEM.options, name: 'Mine', description: SYSTEM.description, workspaceId, version: 1 });
    const again = await as(world.actor, (scope) => engine.presets.duplicate(scope, { workspaceId, presetId: copy.id }));
    expect(again).toMatchObject({ ...SYSTEM.options, name: 'Mine' });
  });
});

describe('the default of a workspace', () => {
  const setDefault = (presetId: string | null) =>
    as(world.actor, (scope) => engine.presets.setDefault(scope, { workspaceId: world.workspaceId, presetId }));
  const current = () => as(world.actor, (scope) => scope.read((em) => engine.presets.defaultOf(em, world.workspaceId)));

  test('is one of its own or one of the program, and gone with the preset', async () => {
    const { id } = await create();
    expect(await current()).toBeNull();
    await setDefault(id);
    expect(await current()).toMatchObject({ id });
    await as(world.actor, (scope) => engine.presets.delete(scope, id));
    expect(await current()).toBeNull();
    await expect(get(id)).rejects.toThrow('Preset not found.');
    await setDefault(SYSTEM.id);
    expect(await current()).toMatchObject({ id: SYSTEM.id });
    await setDefault(null);
    expect(await current()).toBeNull();
  });

  test('is never one of another workspace, also for a person who is a member of both', async () => {
    const other = await makeWorld(engine);
    const both = { ...world.actor, memberships: new Map([...world.actor.memberships, ...other.actor.memberships]) };
    const { presetId } = other;
    const notThere = { code: 'NOT_FOUND', message: 'Preset not found.' };
    const input = { workspaceId: world.workspaceId, presetId };
    await expect(as(both, (scope) => engine.presets.setDefault(scope, input))).rejects.toMatchObject(notThere);
    await expect(as(both, (scope) => engine.presets.duplicate(scope, input))).rejects.toMatchObject(notThere);
    await expect(as(both, (scope) => engine.renders.generateVideo(scope, { ...input, script: 'Words.' }))).rejects.toMatchObject(notThere);
    const { logoAssetId } = other;
    await expect(
      as(both, (scope) => engine.presets.create(scope, { workspaceId: world.workspaceId, name: 'x', logoAssetId })),
    ).rejects.toThrow('Asset not found.');
  });
});
