import { faker } from '@faker-js/faker';
import { Secret, TOTP, URI } from 'otpauth';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { SignedIn } from '../../../../src/features/identity/session/signed-in.type.ts';
import { TotpService } from '../../../../src/features/identity/totp/totp.service.ts';
import type { Scope } from '../../../../src/platform/database/scope.ts';
import { Encryption } from '../../../../src/platform/secrets/encryption.ts';
import { Mutations } from '../../../../src/platform/mutation/mutations.ts';
import { openEngine, scopeOf, type Engine } from '../../../support/engine.ts';

let engine: Engine;
beforeAll(async () => {
  // In the middle of a step, for as long as the file runs: codes do not change under the tests.
  vi.useFakeTimers({ toFake: ['Date'], now: Math.floor(Date.now() / 30_000) * 30_000 + 15_000 });
  engine = await openEngine();
});
afterAll(async () => {
  await engine.close();
  vi.useRealTimers();
});

const nobody = (): Scope => scopeOf(engine, { kind: 'anonymous' });
const password = 'correct horse battery staple';
const invalid = { code: 'UNAUTHENTICATED', details: { reason: 'INVALID' } };

interface Owner extends SignedIn {
  readonly email: string;
}

async function register(): Promise<Owner> {
  const email = faker.internet.email({ provider: 'example.test' });
  return { ...(await engine.identity.register(nobody(), { email, password, name: 'Ada' })), email };
}

/** What the app on the device shows, so many steps of 30 s from now. */
const codeOf = (secret: string, steps = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });

/** The clock cannot be turned, so what was used is made to have been used long ago. */
const forgetUse = (userId: string): Promise<unknown> =>
  engine.owner('update second_factors set last_step = 0 where user_id = $1', [userId]);

async function withTotp(): Promise<Owner & { secret: string; codes: readonly string[] }> {
  const owner = await register();
  const { secret } = await engine.totp.enable(owner.scope, { password });
  const codes = await engine.totp.confirm(owner.scope, { code: codeOf(secret) });
  await forgetUse(owner.userId);
  return { ...owner, secret, codes };
}

const login = (email: string, otp?: string): Promise<SignedIn> => engine.identity.login(nobody(), { email, password, otp });
/** A code of six digits that is none of those that are good now. */
const wrongCode = (secret: string): string => {
  const good = [-2, -1, 0, 1, 2].map((steps) => codeOf(secret, steps));
  return ['000000', '111111', '222222', '333333', '444444', '555555'].find((code) => !good.includes(code)) ?? '';
};

describe('switching it on', () => {
  test('takes the password and the first code; until then nothing is asked for', async () => {
    const { scope, email } = await register();
    await expect(engine.totp.enable(scope, { password: 'wrong' })).rejects.toMatchObject({ fields: [{ path: 'input.password' }] });
    const { secret, url } = await engine.totp.enable(scope, { password });
    const app = URI.parse(url) as TOTP;
    expect({ issuer: app.issuer, label: app.label, secret: app.secret.base32, digits: app.digits, period: app.period }).toEqual({
      issuer: 'Reelwright',
      label: email,
      secret,
      digits: 6,
      period: 30,
    });
    await login(email);
    await expect(engine.totp.confirm(scope, { code: wrongCode(secret) })).rejects.toMatchObject({ fields: [{ path: 'input.code' }] });
    await login(email);
    const codes = await engine.totp.confirm(scope, { code: codeOf(secret) });
    expect(codes).toHaveLength(10);
    for (const code of codes) expect(code).toMatch(/^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$/);
    await expect(login(email)).rejects.toMatchObject({ code: 'OTP_REQUIRED' });
    expect(await engine.totp.status(scope)).toEqual({ enabled: true, recoveryCodesLeft: 10 });
    await scope.close();
  });

  test('again before it was confirmed gives a new secret, afterwards it is refused', async () => {
    const { scope } = await register();
    await expect(engine.totp.confirm(scope, { code: '000000' })).rejects.toMatchObject({ code: 'INVALID_STATE' });
    const { secret: old } = await engine.totp.enable(scope, { password });
    const { secret } = await engine.totp.enable(scope, { password });
    await expect(engine.totp.confirm(scope, { code: codeOf(old) })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    await engine.totp.confirm(scope, { code: codeOf(secret) });
    await expect(engine.totp.enable(scope, { password })).rejects.toMatchObject({ code: 'INVALID_STATE' });
    await expect(engine.totp.confirm(scope, { code: codeOf(secret, 1) })).rejects.toMatchObject({ code: 'INVALID_STATE' });
  });

  test('is for people', async () => {
    for (const method of [
      (scope: Scope) => engine.totp.enable(scope, { password }),
      (scope: Scope) => engine.totp.confirm(scope, { code: '000000' }),
      (scope: Scope) => engine.totp.disable(scope, { password, code: '000000' }),
      (scope: Scope) => engine.totp.status(scope),
    ])
      await expect(method(nobody())).rejects.toMatchObject({ code: 'UNAUTHENTICATED', details: { reason: 'MISSING' } });
  });
});

describe('signing in with it', () => {
  test('takes the code of now, of the step before or of the step after, however it is typed', async () => {
    const { email, secret, userId } = await withTotp();
    for (const steps of [-1, 0, 1]) {
      await forgetUse(userId);
      const code = codeOf(secret, steps);
      expect(await login(email, ` ${code.slice(0, 3)} ${code.slice(3)} `)).toMatchObject({ userId });
    }
  });

  test('takes a code once, and none older than the newest that was used', async () => {
    const { email, secret } = await withTotp();
    const [before, now] = [codeOf(secret, -1), codeOf(secret)];
    const tries = await Promise.allSettled([login(email, now), login(email, now), login(email, now)]);
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const code of [now, before]) await expect(login(email, code)).rejects.toMatchObject(invalid);
    await login(email, codeOf(secret, 1));
  });

  test('does not take the code that confirmed it', async () => {
    const { scope, email } = await register();
    const { secret } = await engine.totp.enable(scope, { password });
    const code = codeOf(secret);
    await engine.totp.confirm(scope, { code });
    await expect(login(email, code)).rejects.toMatchObject(invalid);
  });

  test.each<[string, (secret: string) => string]>([
    ['of two steps ago', (secret) => codeOf(secret, -2)],
    ['of two steps ahead', (secret) => codeOf(secret, 2)],
    ['of another secret', wrongCode],
    ['that is too short', (secret) => codeOf(secret).slice(1)],
    ['that is too long', (secret) => `${codeOf(secret)}0`],
    ['of other digits', () => '١٢٣٤٥٦'],
    ['that is none', () => 'let me in'],
  ])('refuses a code %s', async (_what, make) => {
    const { email, secret } = await withTotp();
    await expect(login(email, make(secret))).rejects.toMatchObject(invalid);
  });

  test('asks for it when it is missing, and says nothing of it to who has no password', async () => {
    const { email, secret } = await withTotp();
    for (const otp of [undefined, '', '  ']) await expect(login(email, otp)).rejects.toMatchObject({ code: 'OTP_REQUIRED' });
    for (const otp of [undefined, codeOf(secret)]) {
      const guess = engine.identity.login(nobody(), { email, password: 'wrong', otp });
      await expect(guess).rejects.toMatchObject({ ...invalid, message: 'Wrong email address or password.' });
    }
    await login(email, codeOf(secret));
  });

  test('takes each recovery code once, in any case, with dashes or without', async () => {
    const { scope, email, codes } = await withTotp();
    const [first = '', second = '', third = ''] = codes;
    await login(email, first);
    await login(email, second.toLowerCase().replaceAll('-', ''));
    const tries = await Promise.allSettled([login(email, third), login(email, third)]);
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const code of [first, second, third]) await expect(login(email, code)).rejects.toMatchObject(invalid);
    expect(await engine.totp.status(scope)).toEqual({ enabled: true, recoveryCodesLeft: 7 });
    await scope.close();
  });

  test('takes nothing of anybody else', async () => {
    const [ada, eve] = [await withTotp(), await withTotp()];
    for (const otp of [codeOf(eve.secret), eve.codes[0] ?? '']) await expect(login(ada.email, otp)).rejects.toMatchObject(invalid);
  });

  test('opens no session when the code is wrong', async () => {
    const { email, secret, userId } = await withTotp();
    const sessions = () => engine.owner('select 1 from sessions where user_id = $1', [userId]);
    const before = await sessions();
    await expect(login(email, wrongCode(secret))).rejects.toMatchObject(invalid);
    expect(await sessions()).toEqual(before);
  });
});

describe('switching it off', () => {
  test('takes password and code, both, and then asks for neither code', async () => {
    const { scope, email, secret } = await withTotp();
    const off = (given: string, code: string) => engine.totp.disable(scope, { password: given, code });
    await expect(off('wrong', codeOf(secret))).rejects.toMatchObject({ fields: [{ path: 'input.password' }] });
    await expect(off(password, wrongCode(secret))).rejects.toMatchObject({ fields: [{ path: 'input.code' }] });
    await expect(login(email)).rejects.toMatchObject({ code: 'OTP_REQUIRED' });
    await off(password, codeOf(secret));
    await login(email);
    await expect(off(password, codeOf(secret))).rejects.toMatchObject({ code: 'INVALID_STATE' });
    expect(await engine.totp.status(scope)).toEqual({ enabled: false, recoveryCodesLeft: 0 });
    await scope.close();
  });

  test('works with a recovery code, when the device is lost; the old codes are worth nothing afterwards', async () => {
    const { scope, email, codes } = await withTotp();
    await engine.totp.disable(scope, { password, code: codes[0] ?? '' });
    const { secret } = await engine.totp.enable(scope, { password });
    await engine.totp.confirm(scope, { code: codeOf(secret) });
    await expect(login(email, codes[1])).rejects.toMatchObject(invalid);
  });
});

test('neither the secret nor a recovery code is kept in the clear, and a copied row opens nothing', async () => {
  const [ada, eve] = [await withTotp(), await withTotp()];
  const rows = await engine.owner<{ line: string }>(
    'select row_to_json(f)::text as line from second_factors f union all select row_to_json(c)::text from recovery_codes c',
  );
  for (const secret of [ada.secret, ...ada.codes, ...ada.codes.map((code) => code.replaceAll('-', ''))])
    for (const { line } of rows) expect(line).not.toContain(secret);
  await engine.owner('update second_factors set secret = (select secret from second_factors where user_id = $1) where user_id = $2', [
    eve.userId,
    ada.userId,
  ]);
  await expect(login(ada.email, codeOf(eve.secret))).rejects.toThrow();
});

test('a secret of an earlier key is re-encrypted, and works without that key', async () => {
  const [broken, { email, secret, userId }] = [await withTotp(), await withTotp()];
  await engine.owner(`update second_factors set secret = 'unreadable' where user_id = $1`, [broken.userId]);
  const next = Buffer.alloc(32, 2);
  const encryption = new Encryption({ current: next, previous: Buffer.alloc(32, 1) });
  const changed = new TotpService(new Mutations({ beforeRun: [], inTransaction: [] }, encryption), encryption);
  // What cannot be decrypted is logged and blocks no other.
  await expect(changed.reencryptSecrets(nobody())).rejects.toThrow('second-factor secrets');
  const [row] = await engine.owner<{ secret: string }>('select secret from second_factors where user_id = $1', [userId]);
  const { prefix } = new Encryption({ current: next });
  expect(row?.secret.startsWith(prefix)).toBe(true);
  expect(new Encryption({ current: next }).decrypt(row?.secret ?? '', `second_factors.secret ${userId}`)).toBe(secret);
  await expect(login(email, codeOf(secret))).rejects.toThrow('no configured key decrypts this');
});
