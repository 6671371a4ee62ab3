import pLimit from 'p-limit';
import { CLOUDS } from '../../../platform/catalogue/provider-settings.ts';
import type { Cloud, ProviderSettings } from '../../../platform/catalogue/provider-settings.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { Encryption } from '../../../platform/secrets/encryption.ts';

/** Reads all stored keys; the application role may. */
export const STORED_KEYS = 'select * from installation_provider_keys_in_use()';

interface EncryptedKey {
  readonly provider: string;
  readonly key: string;
}

interface StoredRow extends EncryptedKey {
  readonly hint: string;
  readonly created_at: string | Date;
  readonly updated_at: string | Date | null;
}

/** A stored key of the installation, without the key itself. */
export interface StoredInstallationKey {
  readonly provider: Cloud;
  readonly hint: string;
  readonly createdAt: Date;
  readonly updatedAt: Date | null;
}

const contextOf = (provider: string): string => `installation_provider_keys.key ${provider}`;

/** Decrypts stored keys by provider, with the errors of those that cannot be decrypted. */
export function decryptKeys(stored: readonly EncryptedKey[], encryption: Encryption) {
  const keys = new Map<string, string>();
  const unread: unknown[] = [];
  for (const { provider, key } of stored) {
    try {
      keys.set(provider, encryption.decrypt(key, contextOf(provider)));
    } catch (error) {
      unread.push(error);
    }
  }
  return { keys, unread } as const;
}

/**
 * Keys of clouds that administrators have set, in the memory of this process. Settings made by `over` read them at every use, so that a
 * change needs no restart.
 */
export class InstallationKeys {
  #keys: ReadonlyMap<string, string> = new Map();
  /** Reads follow each other, so that an older answer never replaces a newer one. */
  readonly #turns = pLimit(1);

  constructor(private readonly encryption: Encryption) {}

  /** These settings with the stored keys where the environment sets none. */
  over(settings: ProviderSettings): ProviderSettings {
    const current = (cloud: Cloud) => settings[cloud].apiKey ?? this.#keys.get(cloud);
    const clouds = CLOUDS.map((cloud) => [
      cloud,
      Object.defineProperty({ ...settings[cloud] }, 'apiKey', { enumerable: true, get: () => current(cloud) }),
    ]);
    return { ...settings, ...(Object.fromEntries(clouds) as Pick<ProviderSettings, Cloud>) };
  }

  /** Reads the keys again. One that cannot be decrypted does not hide the others. @throws at the end if there was one */
  load(scope: Scope): Promise<void> {
    return this.#turns(() => this.#read(scope));
  }

  async #read(scope: Scope): Promise<void> {
    const { keys, unread } = decryptKeys(await rowsOf(scope), this.encryption);
    this.#keys = keys;
    if (unread.length > 0) throw new AggregateError(unread, `failed to decrypt ${unread.length} keys of the installation`);
  }

  /** The stored keys, ordered by provider. */
  async stored(scope: Scope): Promise<readonly StoredInstallationKey[]> {
    return (await rowsOf(scope)).flatMap(({ provider: name, hint, created_at: createdAt, updated_at: updatedAt }) => {
      const provider = CLOUDS.find((cloud) => cloud === name);
      return provider
        ? [{ provider, hint, createdAt: new Date(createdAt), updatedAt: updatedAt === null ? null : new Date(updatedAt) }]
        : [];
    });
  }

  encrypt(provider: Cloud, key: string): string {
    return this.encryption.encrypt(key, contextOf(provider));
  }

  /**
   * Encrypts keys again that an earlier ENCRYPTION_KEY encrypted. Resolves with their number. One that cannot be decrypted does not hold up
   * the others. @throws at the end if there was one
   */
  async reencrypt(scope: Scope): Promise<number> {
    const stale = (await rowsOf(scope)).filter(({ key }) => !key.startsWith(this.encryption.prefix));
    const unread: unknown[] = [];
    for (const { provider, key } of stale) {
      const context = contextOf(provider);
      try {
        const encrypted = this.encryption.encrypt(this.encryption.decrypt(key, context), context);
        await scope.tx((em) => em.execute('select reencrypt_installation_provider_key(?, ?, ?)', [provider, key, encrypted]));
      } catch (error) {
        unread.push(error);
      }
    }
    if (unread.length > 0) throw new AggregateError(unread, `failed to re-encrypt ${unread.length} keys of the installation`);
    return stale.length;
  }
}

const rowsOf = (scope: Scope): Promise<StoredRow[]> => scope.tx((em) => em.execute<StoredRow[]>(STORED_KEYS));
