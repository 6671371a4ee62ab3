import { expect, test } from 'vitest';
import { CapabilitiesService } from '../../../../src/features/providers/capabilities.service.ts';

const plain = { registration: 'open', openId: undefined, explorer: false } as const;

test('an installation without settings signs in by password, uses the built-in providers, and neither sells nor publishes', () => {
  const { providers, ...rest } = new CapabilitiesService(plain).get();
  expect(rest).toEqual({ registration: 'OPEN', signIn: ['PASSWORD'], explorer: false, stripe: false, youtube: false });
  expect(providers.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['SCRIPT builtin', 'SPEECH builtin', 'VISUAL builtin']);
});

test('settings that are on are shown, and nothing of their secrets', () => {
  const openId = { clientSecret: 'the secret' };
  const capabilities = new CapabilitiesService({ registration: 'invite', openId, explorer: true }).get();
  expect(capabilities).toMatchObject({ registration: 'INVITE', signIn: ['PASSWORD', 'GOOGLE'], explorer: true });
  expect(JSON.stringify(capabilities)).not.toContain('secret');
});
