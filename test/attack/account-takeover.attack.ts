/**
 * Pre-hijacking: somebody registers with an email address that is not theirs, leaves ways back in, and waits until the owner of the address
 * follows the verification link, resets the password or signs in with an identity provider. Runs against an engine.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { newId } from '../../src/kernel/id.ts';
import type { Actor } from '../../src/kernel/actor.ts';
import { scopeOf, type Engine } from '../support/engine.ts';
import { lettersTo, tokenIn } from '../support/emails.ts';
import type { Oidc } from '../support/vendors/oidc.ts';

const PASSWORD = 'the password of an attacker';
const REDIRECT = 'https://app.example.test/signed-in';

interface Hijack {
  readonly email: string;
  readonly userId: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly apiKey: string;
  readonly invitation: string;
}

const nobody = (engine: Engine) => scopeOf(engine, { kind: 'anonymous' });

/** Registers the address of somebody else and leaves everything behind that lets one in later. */
export async function hijack(engine: Engine, email = `${randomUUID()}@example.test`): Promise<Hijack> {
  const { scope, userId, accessToken, refreshToken } = await engine.identity.register(nobody(engine), {
    ...{ email, password: PASSWORD, name: 'Not the owner' },
  });
  const [workspaceId = ''] = scope.actor.kind === 'user' ? [...scope.actor.memberships.keys()] : [];
  const expiresAt = new Date(Date.now() + 300 * 86_400_000);
  const { secret } = await engine.apiKeys.create(scope, { workspaceId, name: 'back door', role: 'OWNER', expiresAt });
  await scope.close();
  await engine.webhooks.create(scope, { workspaceId, url: 'http://127.0.0.1:9999/' });
  await scope.close();
  const invitation = newId();
  await engine.owner(
    `insert into invitations (id, workspace_id, email, email_key, role, token_hash, invited_by, expires_at)
     values ($1::uuid, $2, 'accomplice@example.test', 'accomplice@example.test', 'ADMIN', 'hash of ' || $1::uuid, $3, now() + interval '7 days')`,
    [invitation, workspaceId, userId],
  );
  await engine.owner(`insert into second_factors (user_id, secret, confirmed_at) values ($1, 'encrypted', now())`, [userId]);
  return { email, userId, accessToken, refreshToken, apiKey: secret ?? '', invitation };
}

/** What of it still works; empty when the account is its owner's alone. */
export async function waysIn(engine: Engine, { email, userId, accessToken, refreshToken, apiKey, invitation }: Hijack): Promise<string[]> {
  const works = async (attempt: Promise<unknown>): Promise<boolean> =>
    attempt.then(
      () => true,
      (error: unknown) => (error as { code?: string }).code === 'OTP_REQUIRED',
    );
  const found: string[] = [];
  if (await works(engine.identity.authenticate(nobody(engine), accessToken))) found.push('access token');
  if (await works(engine.identity.refresh(nobody(engine), refreshToken))) found.push('refresh token');
  if (await works(engine.apiKeys.authenticate(nobody(engine), apiKey))) found.push('API key');
  if (await works(engine.identity.login(nobody(engine), { email, password: PASSWORD }))) found.push('password');
  const rows = async (sql: string, id: string): Promise<boolean> => (await engine.owner(sql, [id])).length > 0;
  if (await rows(`select 1 from invitations where id = $1 and status = 'PENDING'`, invitation)) found.push('invitation');
  if (await rows('select 1 from second_factors where user_id = $1', userId)) found.push('second factor');
  if (await rows('select 1 from webhooks where created_by = $1 and enabled', userId)) found.push('webhook');
  return found;
}

/** The owner of the address follows the link of the email in a browser that is not signed in; true when that alone verifies the address. */
export async function followLink(engine: Engine, { email, userId }: Hijack): Promise<boolean> {
  const text = (await lettersTo(engine, email)).findLast((letter) => letter.text.includes('/verify-email#'))?.text ?? '';
  await engine.emails.verify(nobody(engine), { token: tokenIn(text) }).catch(() => undefined);
  return (await engine.owner('select 1 from users where id = $1 and email_verified_at is not null', [userId])).length > 0;
}

/** The owner of the address signs in with the identity provider. */
export async function signInElsewhere(engine: Engine, oidc: Oidc, email: string, actor: Actor = { kind: 'anonymous' }) {
  const codeVerifier = randomBytes(32).toString('base64url');
  const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url');
  const { url, state } = await engine.googleSignIn.start(nobody(engine), { redirectUri: REDIRECT, codeChallenge });
  const person = { sub: randomUUID(), email, email_verified: true, name: 'The owner' };
  const code = (await oidc.signIn(url, person)).searchParams.get('code') ?? '';
  return engine.googleSignIn.login(scopeOf(engine, actor), { code, state, codeVerifier, redirectUri: REDIRECT });
}
