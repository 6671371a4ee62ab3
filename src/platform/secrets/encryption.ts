import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface EncryptionKeys {
  /** Keys of 32 bytes each. */
  readonly current: Buffer;
  /** Decrypts values from before a key change. */
  readonly previous?: Buffer | undefined;
}

/**
 * Encrypts secrets that must be readable again, with AES-256-GCM. The ciphertext names its key and is bound to `context`, which is the
 * column and row that it belongs to, so that a value that was copied to another row cannot be decrypted.
 */
export class Encryption {
  readonly #current: Key;
  readonly #keys: ReadonlyMap<string, Key>;

  constructor({ current, previous }: EncryptionKeys) {
    this.#current = keyOf(current);
    this.#keys = new Map([...(previous ? [keyOf(previous)] : []), this.#current].map((key) => [key.id, key]));
  }

  /**
   * Prefix of values encrypted with the current key. Values with another prefix must be re-encrypted before the previous key is removed.
   */
  get prefix(): string {
    return `1.${this.#current.id}.`;
  }

  /** Encrypts with the current key, bound to `context`. */
  encrypt(text: string, context: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.#current.bytes, nonce).setAAD(Buffer.from(this.prefix + context));
    const ciphertext = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return this.prefix + ciphertext.toString('base64url');
  }

  /**
   * HMAC-SHA256 in hex, for texts that are compared later and never read again: without the key nobody can test guesses. The first one is
   * by the current key, the second by the previous one.
   */
  macs(text: string): readonly string[] {
    return [...this.#keys.values()].toReversed().map(({ macBytes }) => createHmac('sha256', macBytes).update(text).digest('hex'));
  }

  /** Whether this process has the key that encrypted a value. During a key rotation other processes may have another one. */
  hasKeyOf(ciphertext: string): boolean {
    return this.#keys.has(ciphertext.split('.')[1] ?? '');
  }

  /** Decrypts a value. @throws when the key is unknown, the value was modified, or it belongs to another context */
  decrypt(ciphertext: string, context: string): string {
    const [, id = '', text = ''] = /^1\.([0-9a-f]+)\.([\w-]+)$/.exec(ciphertext) ?? [];
    const key = this.#keys.get(id);
    if (!key) throw new Error('no configured key decrypts this value: ENCRYPTION_KEY or ENCRYPTION_KEY_PREVIOUS is missing or wrong');
    const bytes = Buffer.from(text, 'base64url');
    const tag = bytes.subarray(-TAG_BYTES);
    const decipher = createDecipheriv(ALGORITHM, key.bytes, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(`1.${id}.${context}`))
      .setAuthTag(tag);
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8');
  }
}

interface Key {
  readonly id: string;
  readonly bytes: Buffer;
  /** Key for MACs, which is derived so that no key serves two algorithms. */
  readonly macBytes: Buffer;
}

/** A key with its id. The id is derived from the key, so that keys need no names, and reveals nothing about it. */
const keyOf = (bytes: Buffer): Key => ({
  id: createHash('sha256').update('key id').update(bytes).digest('hex').slice(0, 8),
  bytes,
  macBytes: Buffer.from(hkdfSync('sha256', bytes, '', 'hmac', 32)),
});
