import { tokenHash } from '../../../../src/platform/secrets/token-hash.ts';
import { createHmac } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ACCESS_SECONDS, Tokens } from '../../../../src/features/identity/session/tokens.ts';
import { newId } from '../../../../src/kernel/id.ts';

const SECRET = 'a secret that is long enough for tests';
const tokens = new Tokens(SECRET);
const [userId, sessionId] = [newId(), newId()];
const claims = { sub: userId, sid: sessionId, iss: 'reelwright', aud: 'reelwright-api', exp: Math.floor(Date.now() / 1_000) + 60 };
const without = (name: keyof typeof claims): object => Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name));
const sign = (payload: object, options: jwt.SignOptions = {}, secret = SECRET): string =>
  jwt.sign(payload, secret, { algorithm: 'HS256', header: { alg: 'HS256', typ: 'at+jwt' }, ...options });
const refusal = (reason: string) => expect.objectContaining({ code: 'UNAUTHENTICATED', details: { reason } }) as Error;
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

afterEach(() => {
  vi.useRealTimers();
});

describe('an access token', () => {
  test('says who and which session, for 15 minutes to the second', () => {
    const { text, expiresAt } = tokens.access(userId, sessionId);
    expect(tokens.verifyAccess(text)).toEqual({ userId, sessionId, expiresAt });
    vi.useFakeTimers({ now: expiresAt.getTime() - 1_000 });
    expect(tokens.verifyAccess(text)).toMatchObject({ userId });
    vi.setSystemTime(expiresAt.getTime());
    expect(() => tokens.verifyAccess(text)).toThrow(refusal('EXPIRED'));
    expect(ACCESS_SECONDS).toBe(900);
  });

  test('made as ours are made is taken: the refusals below refuse for their own reason', () => {
    expect(tokens.verifyAccess(sign(claims))).toMatchObject({ userId, sessionId });
  });

  const unsigned = `${part({ alg: 'none', typ: 'at+jwt' })}.${part(claims)}.`;
  const forged = `${part({ alg: 'HS256', typ: 'at+jwt' })}.${part({ ...claims, sub: newId() })}.${sign(claims).split('.')[2]}`;
  test.each([
    ['alg none', unsigned],
    ['alg None', unsigned.replace(part({ alg: 'none', typ: 'at+jwt' }), part({ alg: 'None', typ: 'at+jwt' }))],
    ['another payload under the signature', forged],
    ['another secret', sign(claims, {}, 'another secret, just as long as ours')],
    ['another algorithm', sign(claims, { algorithm: 'HS512', header: { alg: 'HS512', typ: 'at+jwt' } })],
    ['another issuer', sign({ ...claims, iss: 'evil' })],
    ['another audience', sign({ ...claims, aud: 'another-api' })],
    ['another type', sign(claims, { header: { alg: 'HS256', typ: 'JWT' } })],
    ['no session', sign(without('sid'))],
    ['a person who is no id', sign({ ...claims, sub: 'admin' })],
    ['no end', sign(without('exp'))],
    ['nothing', ''],
    ['nonsense', 'a.b.c'],
    ['a refresh token', tokens.firstRefresh()],
  ])('with %s is refused', (_what, text) => {
    expect(() => tokens.verifyAccess(text)).toThrow(refusal('INVALID'));
  });
});

test('refresh tokens are random at first, then follow from one another by the secret', () => {
  const first = tokens.firstRefresh();
  expect(Buffer.from(first, 'base64url')).toHaveLength(32);
  expect(tokens.firstRefresh()).not.toBe(first);
  expect(tokens.nextRefresh(first)).toBe(tokens.nextRefresh(first));
  expect(tokens.nextRefresh(first)).not.toBe(new Tokens(`${SECRET}!`).nextRefresh(first));
  expect(tokens.nextRefresh(first)).not.toBe(createHmac('sha256', first).update(SECRET).digest('base64url'));
  expect(tokenHash(first)).not.toContain(first);
});

describe('while keys are changed', () => {
  const changed = new Tokens('the new secret, which is long enough too', SECRET);
  const refused = refusal('INVALID');

  test('what the previous one signed is believed, and pinned as tightly', () => {
    expect(changed.verifyAccess(sign(claims))).toMatchObject({ userId, sessionId });
    expect(() => changed.verifyAccess(sign({ ...claims, exp: claims.exp - 120 }))).toThrow(refusal('EXPIRED'));
    for (const wrong of [{ iss: 'evil' }, { aud: 'another-api' }]) {
      expect(() => changed.verifyAccess(sign({ ...claims, ...wrong }))).toThrow(refused);
    }
    expect(() => changed.verifyAccess(sign(claims, { header: { alg: 'HS256', typ: 'JWT' } }))).toThrow(refused);
    expect(() => changed.verifyAccess(sign(claims, {}, 'a third secret, just as long as the others'))).toThrow(refused);
  });

  test('the new one signs, and what it signed is nothing to those who do not know it', () => {
    const { text } = changed.access(userId, sessionId);
    expect(changed.verifyAccess(text)).toMatchObject({ userId });
    expect(() => tokens.verifyAccess(text)).toThrow(refused);
  });

  test('the successor that a refresh token got before is known still', () => {
    const token = tokens.firstRefresh();
    expect(changed.nextRefresh(token)).not.toBe(tokens.nextRefresh(token));
    expect(changed.nextRefreshByPrevious(token)).toBe(tokens.nextRefresh(token));
    expect(tokens.nextRefreshByPrevious(token)).toBeUndefined();
  });
});
