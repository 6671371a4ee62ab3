import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { InstallationKeys } from '../../../../src/features/admin/provider-keys/installation-keys.ts';
import type { Scope } from '../../../../src/platform/database/scope.ts';
import { Encryption } from '../../../../src/platform/secrets/encryption.ts';
import { CLOUDS } from '../../../../src/platform/catalogue/provider-settings.ts';
import type { ProviderSettings } from '../../../../src/platform/catalogue/provider-settings.ts';

test('an older answer of the database never replaces a newer one', async () => {
  const encryption = new Encryption({ current: randomBytes(32) });
  const keys = new InstallationKeys(encryption);
  const settings = keys.over(Object.fromEntries(CLOUDS.map((cloud) => [cloud, {}])) as unknown as ProviderSettings);
  const rowOf = (key: string) => [{ provider: 'stability', key: encryption.encrypt(key, 'installation_provider_keys.key stability') }];
  const late = Promise.withResolvers<object[]>();
  const answering = (rows: () => object[] | Promise<object[]>) => ({ tx: async () => rows() }) as unknown as Scope;
  const first = keys.load(answering(() => late.promise));
  const second = keys.load(answering(() => rowOf('the second')));
  late.resolve(rowOf('the first'));
  await Promise.all([first, second]);
  expect(settings.stability.apiKey).toBe('the second');
});
