import { describe, expect, test } from 'vitest';
import { Encryption } from '../../../../src/platform/secrets/encryption.ts';

const key = (byte: number): Buffer => Buffer.alloc(32, byte);
const encryption = new Encryption({ current: key(1) });

test('opens in its place what was sealed for it', () => {
  const sealed = encryption.seal('whsec_Ünïcode', 'webhooks.secret a b');
  expect(sealed).not.toContain('whsec');
  expect(encryption.open(sealed, 'webhooks.secret a b')).toBe('whsec_Ünïcode');
});

test('never seals alike twice', () => {
  expect(encryption.seal('same', 'place')).not.toBe(encryption.seal('same', 'place'));
});

describe('opens nothing', () => {
  const sealed = encryption.seal('secret', 'row 1');

  test('that was copied to another row', () => {
    expect(() => encryption.open(sealed, 'row 2')).toThrow(/unable to authenticate|unsupported state/i);
  });

  test('that was changed in any character', () => {
    for (let index = 0; index < sealed.length - 1; index += 1) {
      const other = sealed[index] === 'A' ? 'B' : 'A';
      expect(() => encryption.open(sealed.slice(0, index) + other + sealed.slice(index + 1), 'row 1'), `character ${index}`).toThrow();
    }
  });

  test('that was cut', () => {
    expect(() => encryption.open(sealed.slice(0, -4), 'row 1')).toThrow();
    expect(() => encryption.open('', 'row 1')).toThrow();
  });

  test('of a key that it does not have, and says which variables to look at', () => {
    expect(() => new Encryption({ current: key(2) }).open(sealed, 'row 1')).toThrow(/ENCRYPTION_KEY_PREVIOUS/);
  });
});

test('after a change of keys the old one opens, the new one seals', () => {
  const old = encryption.seal('secret', 'row 1');
  const changed = new Encryption({ current: key(2), previous: key(1) });
  expect(changed.open(old, 'row 1')).toBe('secret');
  expect(old.startsWith(changed.prefix)).toBe(false);
  const again = changed.seal('secret', 'row 1');
  expect(again.startsWith(changed.prefix)).toBe(true);
  expect(() => encryption.open(again, 'row 1')).toThrow(/no configured key/);
});
