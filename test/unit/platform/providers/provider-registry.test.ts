import { expect, test } from 'vitest';
import { ProviderRegistry } from '../../../../src/platform/providers/provider-registry.ts';
import type { ProviderOpeners } from '../../../../src/platform/providers/provider-registry.ts';
import { vendorOpeners } from '../../../../src/platform/providers/vendors/open-vendors.ts';
import type { ScriptProvider } from '../../../../src/platform/providers/script.provider.ts';

const off = vendorOpeners(undefined);
const failing = () => Promise.reject(new Error('no engine'));

/** A registry whose script provider is opened by `open`, and whose other providers cannot be opened. */
const registryWith = (open: () => Promise<ScriptProvider>) =>
  new ProviderRegistry({
    SCRIPT: { ...off.SCRIPT, builtin: open },
    SPEECH: { ...off.SPEECH, builtin: failing, installed: failing },
    VISUAL: { ...off.VISUAL, builtin: failing },
    CLIP: off.CLIP,
    AVATAR: off.AVATAR,
    TRANSCRIPTION: { 'openai-compatible': failing },
    MUSIC: { builtin: failing },
  });

const script: ScriptProvider = {
  id: 'builtin',
  revision: '1',
  write: async () => ({ title: '', scenes: [] }),
  headings: () => [],
  rewrite: async ({ narration }) => ({ narration }),
};

test('a provider is opened by its first use only, also when two ask at once', async () => {
  let opened = 0;
  const providers = registryWith(async () => {
    opened += 1;
    return script;
  });
  expect(await Promise.all([providers.get('SCRIPT', 'builtin'), providers.get('SCRIPT', 'builtin')])).toEqual([script, script]);
  expect(await providers.get('SCRIPT', 'builtin')).toBe(script);
  expect(opened).toBe(1);
});

test('a provider that could not be opened is tried again', async () => {
  const answers = [failing(), Promise.resolve(script)];
  answers[0]?.catch(() => undefined);
  const providers = registryWith(() => answers.shift() ?? failing());
  await expect(providers.get('SCRIPT', 'builtin')).rejects.toThrow('no engine');
  expect(await providers.get('SCRIPT', 'builtin')).toBe(script);
});

test.each(['nobody', '', 'toString', '__proto__'])('a name that no provider of the kind has is refused: “%s”', async (name) => {
  await expect(registryWith(failing).get('SCRIPT', name)).rejects.toMatchObject({ code: 'PROVIDER_UNKNOWN' });
});

test('a name of another kind is refused', async () => {
  await expect(registryWith(failing).get('AVATAR', 'builtin')).rejects.toMatchObject({ code: 'PROVIDER_UNKNOWN' });
});

test('a provider of the catalogue without an opener, or an opener without a provider, does not compile', () => {
  const openers = { SCRIPT: { builtin: async () => script }, SPEECH: {}, VISUAL: {}, AVATAR: {}, TRANSCRIPTION: {}, MUSIC: {} };
  // @ts-expect-error -- SPEECH and VISUAL lack the built-in provider.
  const incomplete: ProviderOpeners = openers;
  expect(incomplete).toBe(openers);
});
