import { expect, test } from 'vitest';
import { readProviders } from '../../../../src/app/provider-environment.ts';
import { CLOUDS, NEEDS_SETTINGS, providersOn } from '../../../../src/platform/catalogue/provider-settings.ts';
import { PROVIDERS } from '../../../../src/platform/catalogue/providers.ts';

const on = providersOn(readProviders(), CLOUDS);

test('a cloud with a key is used for every kind that the catalogue says it serves', () => {
  const offered = (name: string): string[] => on.filter((one) => one.name === name).map(({ kind }) => kind);
  for (const name of CLOUDS) expect(offered(name).toSorted(), name).toEqual([...PROVIDERS.get(name).kinds].toSorted());
});

test('a cloud that speaks offers voices of its own', () => {
  const voices = on.filter(({ kind }) => kind === 'SPEECH').map((one) => JSON.stringify(one.voices));
  expect(voices).not.toContain(undefined);
  expect(new Set(voices).size).toBe(voices.length);
});

test('every provider that is reached over the network needs settings', () => {
  const { all } = PROVIDERS;
  expect(
    all
      .map(({ name }) => name)
      .filter((name) => !['builtin', 'installed'].includes(name))
      .toSorted(),
  ).toEqual(NEEDS_SETTINGS.toSorted());
});
