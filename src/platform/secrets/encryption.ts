import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface EncryptionKeys {
  /** 32 bytes each. */
  readonly current: Buffer;
  /** Opens what was sealed before the key was changed. */
  readonly previous?: Buffer | undefined;
}

/**
 * Seals secrets that must be read again, with AES-256-GCM. A sealed text names its key and holds only in its place: `context` says
 * which column of which row that is, so that a value copied to another row opens nothing.
 */
export class Encryption {
  readonly #current: Key;
  readonly #keys: ReadonlyMap<string, Key>;

  constructor({ current, previous }: EncryptionKeys) {
    this.#current = keyOf(current);
    this.#keys = new Map([...(previous ? [keyOf(previous)] : []), this.#current].map((key) => [key.id, key]));
  }

  /** How all begins that is sealed now. What begins otherwise is to be sealed anew, before the previous key goes. */
  get prefix(): string {
    return `1.${this.#current.id}.`;
  }

  seal(text: string, context: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.#current.bytes, nonce).setAAD(Buffer.from(this.prefix + context));
    const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return this.prefix + sealed.toString('base64url');
  }

  /**
   * HMAC-SHA256 in hex, for texts that are compared later and not read again: without the key nobody can try out what a text was.
   * By the current key first, then by the previous one.
   */
  macs(text: string): readonly string[] {
    return [...this.#keys.values()].toReversed().map(({ macBytes }) => createHmac('sha256', macBytes).update(text).digest('hex'));
  }

  /** @throws when the key is not known, the text was changed, or it was sealed for another place. */
  open(sealed: string, context: string): string {
    const [, id = '', text = ''] = /^1\.([0-9a-f]+)\.([\w-]+)$/.exec(sealed) ?? [];
    const key = this.#keys.get(id);
    if (!key) throw new Error('no key of ours opens this: ENCRYPTION_KEY or ENCRYPTION_KEY_PREVIOUS is missing or wrong');
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
  /** Derived, so that no key serves two algorithms. */
  readonly macBytes: Buffer;
}

/** The id is drawn from the key, so that nobody has to name keys; it tells nothing about it. */
const keyOf = (bytes: Buffer): Key => ({
  id: createHash('sha256').update('key id').update(bytes).digest('hex').slice(0, 8),
  bytes,
  macBytes: Buffer.from(hkdfSync('sha256', bytes, '', 'hmac', 32)),
});
