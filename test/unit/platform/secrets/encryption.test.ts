import { describe, expect, test } from 'vitest';
import { Encryption } from '../../../../src/platform/secrets/encryption.ts';

const key = (byte: number): Buffer => Buffer.alloc(32, byte);
const encryption = new Encryption({ current: key(1) });

test('decrypts in its context only what was encrypted for it', () => {
  const ciphertext = encryption.encrypt('whsec_Ünïcode', 'webhooks.secret a b');
  expect(ciphertext).not.toContain('whsec');
  expect(encryption.decrypt(ciphertext, 'webhooks.secret a b')).toBe('whsec_Ünïcode');
});

test('never encrypts to the same text twice', () => {
  expect(encryption.encrypt('same', 'place')).not.toBe(encryption.encrypt('same', 'place'));
});

describe('opens nothing', () => {
  const ciphertext = encryption.encrypt('secret', 'row 1');

  test('that was copied to another row', () => {
    expect(() => encryption.decrypt(ciphertext, 'row 2')).toThrow(/unable to authenticate|unsupported state/i);
  });

  test('that was changed in any character', () => {
    for (let index = 0; index < ciphertext.length - 1; index += 1) {
      const other = ciphertext[index] === 'A' ? 'B' : 'A';
      expect(
        () => encryption.decrypt(ciphertext.slice(0, index) + other + ciphertext.slice(index + 1), 'row 1'),
        `character ${index}`,
      ).toThrow();
    }
  });

  test('that was cut', () => {
    expect(() => encryption.decrypt(ciphertext.slice(0, -4), 'row 1')).toThrow();
    expect(() => encryption.decrypt('', 'row 1')).toThrow();
  });

  test('of a key that it does not have, and says which variables to look at', () => {
    expect(() => new Encryption({ current: key(2) }).decrypt(ciphertext, 'row 1')).toThrow(/ENCRYPTION_KEY_PREVIOUS/);
  });
});

test('after a change of keys the old one decrypts, the new one encrypts', () => {
  const old = encryption.encrypt('secret', 'row 1');
  const changed = new Encryption({ current: key(2), previous: key(1) });
  expect(changed.decrypt(old, 'row 1')).toBe('secret');
  expect(old.startsWith(changed.prefix)).toBe(false);
  const again = changed.encrypt('secret', 'row 1');
  expect(again.startsWith(changed.prefix)).toBe(true);
  expect(() => encryption.decrypt(again, 'row 1')).toThrow(/no configured key/);
});
