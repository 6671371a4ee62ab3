import { expect, test } from 'vitest';
import { hashPassword, passwordMatches } from '../../../../src/platform/secrets/password.ts';

test('a password matches its own argon2id hash only, however its accents are written', async () => {
  const hashed = await hashPassword('pässwörd');
  expect(hashed).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await hashPassword('pässwörd')).not.toBe(hashed);
  expect(await passwordMatches('pa\u0308sswo\u0308rd', hashed)).toBe(true);
  expect(await passwordMatches('passwort', hashed)).toBe(false);
  expect(await passwordMatches('', hashed)).toBe(false);
});

test('nobody has no password, not even the one that the clock is set by', async () => {
  expect(await passwordMatches('a password that no one has', undefined)).toBe(false);
});
