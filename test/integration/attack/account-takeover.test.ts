import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { followLink, hijack, signInElsewhere, waysIn } from '../../attack/account-takeover.attack.ts';
import { openEngine, scopeOf, type Engine } from '../../support/engine.ts';
import { lettersTo } from '../../support/emails.ts';
import { openOidc, type Oidc } from '../../support/vendors/oidc.ts';

let oidc: Oidc;
let engine: Engine;
beforeAll(async () => {
  oidc = await openOidc();
  engine = await openEngine({
    openId: { ...oidc, emailDomains: ['example.test'] },
    signInRedirectUris: ['https://app.example.test/signed-in'],
  });
});
afterAll(async () => {
  await engine.close();
  await oidc.close();
});

describe('an account that somebody registered with the address of another person', () => {
  test('is not verified by the link of the email alone', async () => {
    expect(await followLink(engine, await hijack(engine))).toBe(false);
  });

  test.each([
    ['after the link of the email was followed', true],
    ['without that', false],
  ])('is its owner’s alone after their first sign-in with the identity provider, %s', async (_, follows) => {
    const account = await hijack(engine);
    if (follows) await followLink(engine, account);
    const { userId } = await signInElsewhere(engine, oidc, account.email);
    expect(userId).toBe(account.userId);
    expect(await waysIn(engine, account)).toEqual([]);
    const [user] = await engine.owner('select email_verified_at is not null as verified, name from users where id = $1', [userId]);
    expect(user).toEqual({ verified: true, name: 'The owner' });
    const email = (await lettersTo(engine, account.email)).at(-1);
    expect(email?.subject).toBe('Access to your account was reset');
    expect(email?.text).not.toContain('Not the owner');
  });

  test('keeps nothing from before the proof, also when the address was verified since', async () => {
    const account = await hijack(engine);
    await engine.owner(`update users set email_verified_at = now() + interval '5 ms' where id = $1`, [account.userId]);
    await signInElsewhere(engine, oidc, account.email);
    expect(await waysIn(engine, account)).toEqual([]);
  });

  test('is its owner’s alone after a password reset, whether the address was verified or not', async () => {
    for (const verified of [false, true]) {
      const account = await hijack(engine);
      if (verified) await engine.owner(`update users set email_verified_at = now() + interval '5 ms' where id = $1`, [account.userId]);
      const scope = scopeOf(engine, { kind: 'anonymous' });
      await engine.passwords.requestReset(scope, { email: account.email });
      const [{ data } = { data: { version: 1 as const, emailKey: '' } }] = await engine.owner<{ data: { version: 1; emailKey: string } }>(
        `delete from pgboss.job where name = 'password-reset' returning data`,
      );
      await engine.passwords.sendReset(scope, data);
      const text = (await lettersTo(engine, account.email)).at(-1)?.text ?? '';
      const token = /token=([\w-]+)/.exec(text)?.[1] ?? '';
      await engine.passwords.reset(scope, { token, password: 'seventeen purple lanterns' });
      expect(await waysIn(engine, account), `verified: ${verified}`).toEqual([]);
    }
  });
});
