import { beforeEach, describe, expect, test } from 'vitest';
import type { CreatePromptTemplate } from '../../../../src/features/templates/template.service.ts';
import { newId } from '../../../../src/kernel/id.ts';
import type { Scope } from '../../../../src/platform/database/scope.ts';
import { useEngine, request } from '../../../support/engine.ts';
import { makeWorld, type World } from '../../../support/world.ts';

const engine = useEngine();
let world: World;
beforeEach(async () => {
  world = await makeWorld(engine);
});

const call = <T>(method: (scope: Scope) => Promise<T>): Promise<T> => request(engine, world.actor, method);
const create = (more: Partial<CreatePromptTemplate> = {}) =>
  call((scope) =>
    engine.templates.create(scope, {
      ...{ workspaceId: world.workspaceId, name: 'Weather', writes: 'SCRIPT', text: 'Rain in {{city}}.' },
      variables: [{ name: 'city', type: 'STRING', required: true }],
      ...more,
    }),
  );

describe('a prompt template', () => {
  test('is created, read, changed, listed and deleted', async () => {
    const { id } = await create({ presetId: world.presetId });
    const read = () => call((scope) => engine.templates.get(scope, id));
    expect(await read()).toMatchObject({ name: 'Weather', version: 1, presetId: world.presetId, createdBy: world.userId });
    const changed = await call((scope) =>
      engine.templates.update(scope, id, { expectedVersion: 1, text: 'Snow in {{city}}.', presetId: null }),
    );
    expect(changed).toMatchObject({ name: 'Weather', text: 'Snow in {{city}}.', presetId: null, version: 2 });
    const list = (filter: object) => call((scope) => engine.templates.list(scope, world.workspaceId, { filter, orderBy: null }));
    expect((await list({ text: 'snow' })).rows.map((row) => row.id)).toEqual([id]);
    expect((await list({ text: 'snow', writes: ['PROMPT'] })).rows).toEqual([]);
    await call((scope) => engine.templates.delete(scope, id));
    await expect(read()).rejects.toThrow('Prompt template not found.');
    expect((await list({ text: 'snow' })).rows).toEqual([]);
  });

  test('is changed from its current version, else the answer is a CONFLICT that holds it', async () => {
    const { id } = await create();
    const update = (name: string) => call((scope) => engine.templates.update(scope, id, { expectedVersion: 1, name }));
    await update('One');
    await expect(update('Two')).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { current: { id, name: 'One', version: 2, text: 'Rain in {{city}}.', variables: [{ name: 'city' }] } },
    });
  });

  test('is checked as a whole when a part changes', async () => {
    const { id } = await create();
    await expect(call((scope) => engine.templates.update(scope, id, { expectedVersion: 1, text: 'Rain.' }))).rejects.toMatchObject({
      fields: [{ path: 'input.variables.0.name' }],
    });
    await expect(call((scope) => engine.templates.update(scope, id, { expectedVersion: 1, presetId: newId() }))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test('is previewed with values, which stay as they are', async () => {
    const { id } = await create();
    const preview = (variables: unknown) => call((scope) => engine.templates.preview(scope, id, variables));
    expect(await preview({ city: '{{city}} & Oslo' })).toEqual({ writes: 'SCRIPT', text: 'Rain in {{city}} & Oslo.' });
    await expect(preview({ town: 'Oslo' })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'variables.town' }, { path: 'variables.city' }],
    });
  });

  test('is one of at most 500', async () => {
    await engine.owner(
      `insert into prompt_templates (id, workspace_id, name, writes, text) select uuidv7(), $1, 'x', 'SCRIPT', 'x' from generate_series(1, 499)`,
      [world.workspaceId],
    );
    await expect(create()).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED', details: { limit: 500 } });
  });
});
