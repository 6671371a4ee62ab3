import { expect, test } from 'vitest';
import { CapabilitiesService } from '../../../../src/features/providers/capabilities.service.ts';
import { readProviders } from '../../../../src/app/environment/provider-environment.ts';

const billing = { stripe: undefined };
const publishing = { youtube: undefined };
const plain = { registration: 'open', openId: undefined, explorer: false, providers: readProviders(), billing, publishing } as const;

test('an installation without settings signs in by password, uses the built-in providers, and neither sells nor publishes', () => {
  const capabilities = new CapabilitiesService(plain);
  expect(capabilities.get()).toEqual({
    registration: 'OPEN',
    signIn: ['PASSWORD'],
    explorer: false,
    billing: false,
    stripe: false,
    youtube: false,
  });
  expect(capabilities.listed().map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'SCRIPT builtin',
    'SPEECH builtin',
    'VISUAL builtin',
    'MUSIC builtin',
  ]);
});

test('settings that are on are shown, and nothing of their secrets', () => {
  const openId = { clientSecret: 'the secret' };
  const capabilities = new CapabilitiesService({
    registration: 'invite',
    openId,
    explorer: true,
    providers: readProviders(),
    billing: { stripe: { secretKey: 'the secret' } },
    publishing: { youtube: { clientSecret: 'the secret' } },
  });
  expect(capabilities.get()).toMatchObject({
    registration: 'INVITE',
    signIn: ['PASSWORD', 'GOOGLE'],
    explorer: true,
    billing: true,
    youtube: true,
  });
  expect(JSON.stringify([capabilities.get(), capabilities.listed()])).not.toContain('secret');
});

test('providers that are set up are on, and neither addresses nor keys are shown', () => {
  const providers = readProviders({
    COMFYUI_URL: 'http://127.0.0.1:8188',
    COMFYUI_WORKFLOW: '/flow.json',
    ELEVENLABS_API_KEY: 'the-secret',
  });
  const capabilities = new CapabilitiesService({ ...plain, providers });
  expect(capabilities.listed().map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'SCRIPT builtin',
    'SPEECH builtin',
    'SPEECH elevenlabs',
    'VISUAL builtin',
    'VISUAL comfyui',
    'MUSIC builtin',
  ]);
  expect(JSON.stringify([capabilities.get(), capabilities.listed()])).not.toMatch(/secret|127\.0\.0\.1|flow\.json/);
});
