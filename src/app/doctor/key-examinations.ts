import { STORED_KEYS, decryptKeys } from '../../features/admin/provider-keys/installation-keys.ts';
import { testKey } from '../../features/providers/keys/key-test.service.ts';
import { CLOUDS, STOCK } from '../../platform/catalogue/provider-settings.ts';
import type { ProviderSettings } from '../../platform/catalogue/provider-settings.ts';
import { Encryption } from '../../platform/secrets/encryption.ts';
import type { Config } from '../config.ts';
import { CheckError, failureReason } from '../health/failure-reason.ts';
import { queried } from './database-examinations.ts';
import { warning } from './finding.ts';
import type { Examination, Finding } from './finding.ts';

/** Keys that administrators have set, by provider, and what prevents reading them. */
interface StoredKeys {
  readonly keys: ReadonlyMap<string, string>;
  readonly problem?: Omit<Finding, 'subject'>;
}

/**
 * The keys with which the installation pays, as its processes use them: one of the environment comes before one that an administrator has
 * set. Each is tested by a call that costs nothing.
 */
export async function keyExaminations(
  config: Pick<Config, 'databaseUrl' | 'encryptionKeys' | 'providers'>,
  isStopped: boolean,
): Promise<Examination[]> {
  const { keys, problem } = isStopped ? { keys: new Map<string, string>() } : await storedKeys(config);
  return [
    ...(problem ? [{ subject: 'stored keys of providers', remedy: '', examine: () => Promise.resolve(problem) }] : []),
    ...clouds(config.providers, keys),
    ...stock(config.providers),
  ];
}

async function storedKeys({ databaseUrl, encryptionKeys }: Pick<Config, 'databaseUrl' | 'encryptionKeys'>): Promise<StoredKeys> {
  try {
    const rows = await queried(STORED_KEYS, databaseUrl, 'DATABASE_URL');
    const stored = rows.map(({ provider, key }) => ({ provider: String(provider), key: String(key) }));
    const { keys, unread } = decryptKeys(stored, new Encryption(encryptionKeys));
    if (unread.length === 0) return { keys };
    const names = stored.map(({ provider }) => provider).filter((provider) => !keys.has(provider));
    const problem = warning(
      `${unread.length} of the keys that administrators have set cannot be decrypted and are not used: ${names.join(', ')}.`,
      'Set ENCRYPTION_KEY, and ENCRYPTION_KEY_PREVIOUS until `npm run rotate-keys` has run, or set these keys again with `setInstallationProviderKey`.',
    );
    return { keys, problem };
  } catch (error) {
    const problem = warning(
      `The keys that administrators have set cannot be read (${failureReason(error)}).`,
      'Repair what is said of the database first.',
    );
    return { keys: new Map(), problem };
  }
}

const clouds = (settings: ProviderSettings, stored: ReadonlyMap<string, string>): Examination[] =>
  CLOUDS.flatMap((cloud): Examination[] => {
    const isStored = settings[cloud].apiKey === undefined;
    const apiKey = settings[cloud].apiKey ?? stored.get(cloud);
    if (apiKey === undefined) return [];
    const source = isStored ? 'An administrator has set it.' : 'The environment sets it.';
    return [
      {
        subject: `key of ${cloud}`,
        remedy: isStored
          ? 'Replace the key with `setInstallationProviderKey`, or remove it with `removeInstallationProviderKey`.'
          : 'Replace the key (docs/providers.md), or remove its variable.',
        examine: async () => {
          const { works, message } = await testKey(cloud, apiKey, settings, AbortSignal.timeout(20_000));
          if (!works) throw new CheckError(`${message} ${source}`);
          return `${message} ${source}`;
        },
      },
    ];
  });

const stock = (settings: ProviderSettings): Examination[] =>
  STOCK.flatMap((name): Examination[] => {
    const { apiKey } = { apiKey: undefined, ...settings[name] } as { readonly apiKey?: string | undefined };
    if (apiKey === undefined) return [];
    const detail = 'The environment sets it. It cannot be tested without a search that counts against its limit.';
    return [{ subject: `key of ${name}`, remedy: '', examine: () => Promise.resolve(detail) }];
  });
