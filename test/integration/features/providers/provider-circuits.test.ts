import type { EntityManager } from '@mikro-orm/postgresql';
import { graphql } from 'graphql';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readProviders } from '../../../../src/app/environment/provider-environment.ts';
import { openSchema, type ApiSchema } from '../../../../src/app/schema.ts';
import type { ProviderUse } from '../../../../src/features/providers/circuits/provider-circuits.service.ts';
import { CapabilitiesService } from '../../../../src/features/providers/capabilities.service.ts';
import { ProviderKeys } from '../../../../src/features/providers/keys/provider-keys.service.ts';
import { TemplateFilms } from '../../../../src/features/renders/template-films.service.ts';
import { VideoRequests } from '../../../../src/features/renders/request/video-requests.ts';
import type { Actor } from '../../../../src/kernel/actor.ts';
import { makeTenant, request, scopeOf, testConfig, until, useEngine, workerScope, type Tenant } from '../../../support/engine.ts';

const engine = useEngine();
let tenant: Tenant;
let api: ApiSchema;
beforeAll(async () => {
  [tenant, api] = await Promise.all([makeTenant(engine), openSchema(engine)]);
});
beforeEach(() => engine.owner('delete from provider_circuits'));

const settings = readProviders({
  STABILITY_API_KEY: 'sk-of-the-installation',
  COMFYUI_URL: 'http://127.0.0.1:1',
  COMFYUI_WORKFLOW: '/flow.json',
});
const keys = (): ProviderKeys => {
  const { mutations } = engine.providerKeys as unknown as { mutations: ConstructorParameters<typeof ProviderKeys>[1] };
  return new ProviderKeys(settings, mutations, engine.encryption);
};

const use = (provider: string, kind: ProviderUse['kind'] = 'VISUAL'): ProviderUse => ({
  ...{ workspaceId: tenant.workspaceId, kind, provider, keyId: undefined },
});
const useOfKey = async ({ workspaceId }: Tenant, provider = 'stability', kind: ProviderUse['kind'] = 'VISUAL'): Promise<ProviderUse> => {
  const [row] = await engine.owner<{ id: string }>('select key_id as id from provider_keys where workspace_id = $1 and provider = $2', [
    workspaceId,
    provider,
  ]);
  return { workspaceId, kind, provider, keyId: row?.id };
};
const record = async (failures: readonly (string | undefined)[], one = use('stability')): Promise<boolean[]> => {
  const opened: boolean[] = [];
  for (const failure of failures) opened.push(await keys().recordCall(workerScope(engine, one), one, failure));
  return opened;
};
const FIVE = Array.from({ length: 5 }, () => 'VENDOR_DOWN');

/** Who draws a film whose preset prefers Stability AI, then ComfyUI. */
const drawer = async (of: Tenant = tenant): Promise<string> => (await makersOf(of, ['stability', 'comfyui'])).visual;
const makersOf = (of: Tenant, providerOrder: readonly string[]) => workerScope(engine, of).tx((em) => makersIn(em, of, providerOrder));
const makersIn = async (em: EntityManager, { workspaceId }: Tenant, providerOrder: readonly string[]) => {
  const choice = await keys().choiceOf(em, workspaceId);
  const film = { model: 'storyboard', language: 'en', voice: 'en-us', providerOrder, isVoiceChosen: false };
  return choice.choose(film).providers;
};
const waitFor = (seconds: number) =>
  engine.owner(
    `update provider_circuits set failed_at = failed_at - make_interval(secs => $1), probed_at = probed_at - make_interval(secs => $1)`,
    [seconds],
  );
const beginFilm = (of = tenant) =>
  workerScope(engine, of).tx((em) => keys().beginProbes(em, of.workspaceId, [{ kind: 'VISUAL', name: 'stability' }]));
/** Transactions of this database that wait for another one. */
const WAITING = `select 1 from pg_locks join pg_stat_activity using (pid) where datname = current_database() and not granted`;
const listedKey = async (of: Tenant) => {
  const [listed] = await request(engine, of.actor, (scope) => engine.providerKeys.list(scope, of.workspaceId));
  return listed;
};

const set = (of: Tenant, key: string, provider = 'stability') =>
  request(engine, of.actor, (scope) => engine.providerKeys.set(scope, { workspaceId: of.workspaceId, provider, key }));

describe('a provider of the installation', () => {
  test('is passed over after five failed calls in a row, in every workspace, and used again once a call succeeds', async () => {
    expect(await record([...FIVE.slice(1), undefined, ...FIVE.slice(1)])).not.toContain(true);
    expect(await drawer()).toBe('stability');
    expect(await record(['TIMEOUT', 'VENDOR_DOWN'])).toEqual([true, false]);
    expect(await drawer()).toBe('comfyui');
    expect(await drawer(await makeTenant(engine))).toBe('comfyui');
    await record([undefined]);
    expect(await drawer()).toBe('stability');
  });

  test('whose key is revoked in the middle of a batch makes the films of later waves no more', async () => {
    const own = await makeTenant(engine);
    const { workspaceId } = own;
    const template = await request(engine, own.actor, (scope) =>
      engine.templates.create(scope, { workspaceId, name: 'A template', writes: 'SCRIPT', text: 'About rivers.', variables: [] }),
    );
    const requests = new VideoRequests(engine.templates, engine.presets, engine.assets, keys());
    const films = new TemplateFilms({ jobs: engine.jobs, assets: engine.assets, templates: engine.templates, requests });
    const preset = await request(engine, own.actor, (scope) =>
      engine.presets.create(scope, { workspaceId, name: 'A preset', providerOrder: ['stability'] }),
    );
    const wave = async () => {
      const planned = await workerScope(engine, own).tx(async (em) => {
        const frozen = await films.freeze(em, workspaceId, { templateId: template.id, presetId: preset.id });
        return (await films.planner(em, workspaceId, frozen))();
      });
      return planned.request.input.providers?.visual;
    };
    expect(await wave()).toBe('stability');
    await record(['BAD_KEY']);
    expect(await wave()).toBe('comfyui');
  });

  test('leaves the work to the built-in one when all fail', async () => {
    await record(FIVE);
    await record(FIVE, use('comfyui'));
    expect(await drawer()).toBe('builtin');
  });

  test('is tried again after a minute by one film, and by the next one when that fails', async () => {
    await record(FIVE);
    await waitFor(60);
    expect(await drawer()).toBe('stability');
    await beginFilm();
    expect(await drawer()).toBe('comfyui');
    await waitFor(30);
    await record(['VENDOR_DOWN']);
    await waitFor(59);
    expect(await drawer()).toBe('comfyui');
    await waitFor(1);
    expect(await drawer()).toBe('stability');
  });

  test('is passed over at once when it refuses the key, and not for what is wrong with a text', async () => {
    await record(Array.from({ length: 9 }, () => 'REFUSED'));
    expect(await drawer()).toBe('stability');
    expect(await record(['BAD_KEY'])).toEqual([true]);
    expect(await drawer()).toBe('comfyui');
    await record(['MODEL_LOADING']);
    expect(await drawer()).toBe('comfyui');
  });

  test('is tried again by one of two films that are requested at the same time, and the other one gets the next provider', async () => {
    await record(FIVE);
    await waitFor(60);
    const { templates, presets, assets } = engine;
    const requests = new VideoRequests(templates, presets, assets, keys());
    const requested = (hold = async () => {}) =>
      workerScope(engine, tenant).tx(async (em) => {
        const choose = async () => (await makersIn(em, tenant, ['stability', 'comfyui'])).visual;
        const name = await requests.planProbing(em, tenant.workspaceId, choose, (chosen) => [{ kind: 'VISUAL', name: chosen }]);
        await hold();
        return name;
      });
    let other: Promise<string> | undefined;
    const first = await requested(async () => {
      other = requested();
      // It has chosen too, and waits for the end of this transaction.
      await until(async () => (await engine.owner(WAITING)).length > 0);
    });
    expect([first, await other]).toEqual(['stability', 'comfyui']);
  });

  test('stays closed to films for a refusal when an outage follows, until a call succeeds', async () => {
    expect(await record(['BAD_KEY', 'TIMEOUT'])).toEqual([true, false]);
    await waitFor(60);
    expect(await drawer()).toBe('comfyui');
    await record([undefined]);
    expect(await drawer()).toBe('stability');
  });

  test('is reported once, also when it refuses after outages', async () => {
    expect(await record(['TIMEOUT', 'TIMEOUT', 'BAD_KEY', 'BILLING'])).toEqual([false, false, true, false]);
  });

  test('is not kept closed by films that a workspace pays with its own key', async () => {
    const own = await makeTenant(engine);
    await set(own, 'sk-of-their-own');
    await record(FIVE);
    await waitFor(60);
    await beginFilm(own);
    expect(await drawer()).toBe('stability');
  });

  test('counts calls that fail at the same time', async () => {
    expect((await Promise.all(FIVE.map((failure) => record([failure])))).flat()).toContain(true);
    expect(await drawer()).toBe('comfyui');
  });
});

describe('a key of a workspace', () => {
  test('fails by itself: neither its failures nor those of the installation are the other’s', async () => {
    const own = await makeTenant(engine);
    await set(own, 'sk-of-their-own');
    await record(FIVE);
    expect(await drawer(own)).toBe('stability');
    await record([undefined]);
    await record(['BAD_KEY'], await useOfKey(own));
    expect(await drawer(own)).toBe('comfyui');
    expect(await drawer()).toBe('stability');
    expect(await listedKey(own)).toMatchObject({
      provider: 'stability',
      failures: 1,
      failure: 'BAD_KEY',
      failedAt: expect.any(Date) as Date,
    });
    await set(own, 'sk-that-is-new');
    expect(await drawer(own)).toBe('stability');
  });

  test('is used again once a call with it succeeds', async () => {
    const own = await makeTenant(engine);
    await set(own, 'sk-of-their-own');
    expect(await record(FIVE, await useOfKey(own))).toEqual([false, false, false, false, true]);
    expect(await drawer(own)).toBe('comfyui');
    await record([undefined], await useOfKey(own));
    expect(await drawer(own)).toBe('stability');
  });

  test('is passed over for a refusal that an outage follows, and reported once', async () => {
    const own = await makeTenant(engine);
    await set(own, 'sk-of-their-own');
    expect(await record(['TIMEOUT', 'BAD_KEY', 'TIMEOUT'], await useOfKey(own))).toEqual([false, true, false]);
    expect(await drawer(own)).toBe('comfyui');
    expect(await listedKey(own)).toMatchObject({ failures: 3, failure: 'BAD_KEY' });
  });

  test('is not judged by calls with the key that it replaced', async () => {
    const own = await makeTenant(engine);
    await set(own, 'sk-of-their-own');
    const former = await useOfKey(own);
    await set(own, 'sk-that-is-new');
    expect(await record(['BAD_KEY'], former)).toEqual([false]);
    expect(await drawer(own)).toBe('stability');
    await record(['BAD_KEY'], await useOfKey(own));
    await record([undefined], former);
    expect(await drawer(own)).toBe('comfyui');
  });

  test('fails at each kind of work by itself, and shows the worst of them', async () => {
    const own = await makeTenant(engine);
    await set(own, 'sk-of-their-own', 'openai');
    await record(['QUOTA'], await useOfKey(own, 'openai', 'VISUAL'));
    await record(['TIMEOUT', 'TIMEOUT'], await useOfKey(own, 'openai', 'SCRIPT'));
    expect(await makersOf(own, ['openai', 'comfyui'])).toMatchObject({ script: 'openai', visual: 'comfyui' });
    expect(await listedKey(own)).toMatchObject({ provider: 'openai', failures: 1, failure: 'QUOTA' });
    await record([undefined], await useOfKey(own, 'openai', 'SCRIPT'));
    expect(await makersOf(own, ['openai', 'comfyui'])).toMatchObject({ script: 'openai', visual: 'comfyui' });
  });
});

describe('who fails is shown', () => {
  const ask = async (source: string, actor: Actor): Promise<unknown> => {
    const scope = scopeOf(engine, actor);
    const { data, errors } = await graphql({ schema: api.schema, source, contextValue: { scope, instance: api.instance } });
    await scope.close();
    if (errors?.[0]) throw errors[0].originalError ?? errors[0];
    return JSON.parse(JSON.stringify(data));
  };

  test('to anybody by the capabilities, without why', async () => {
    await record(FIVE);
    const shown = await new CapabilitiesService({ ...testConfig, providers: settings }).providers(scopeOf(engine, { kind: 'anonymous' }));
    const visual = shown.filter(({ kind }) => kind === 'VISUAL').map(({ name, state, failedAt }) => [name, state, failedAt !== null]);
    expect(visual).toEqual([
      ['builtin', 'AVAILABLE', false],
      ['comfyui', 'AVAILABLE', false],
      ['stability', 'FAILING', true],
    ]);
    expect(await ask('{ capabilities { providers { name state failedAt } } }', { kind: 'anonymous' })).toMatchObject({
      capabilities: { providers: expect.arrayContaining([{ name: 'builtin', state: 'AVAILABLE', failedAt: null }]) as unknown },
    });
  });

  test('to administrators with why, and to nobody else', async () => {
    await record(['BILLING']);
    const source = '{ adminProviders { kind name state failures failure } }';
    expect(await ask(source, { ...tenant.actor, administrator: true })).toEqual({
      adminProviders: [{ kind: 'VISUAL', name: 'stability', state: 'FAILING', failures: 1, failure: 'BILLING' }],
    });
    await expect(ask(source, tenant.actor)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
