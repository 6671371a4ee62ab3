import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inviteUnverified, sendPitches } from '../../attack/email-content.attack.ts';
import { newId } from '../../../src/kernel/id.ts';
import type { Actor } from '../../../src/kernel/actor.ts';
import { creditsOf, makeTenant, openEngine, type Engine } from '../../support/engine.ts';
import { lettersTo, tokenIn } from '../../support/emails.ts';
import { makeMember } from '../../support/world.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ limits: { invite: 3, mail: 2 } });
});
afterAll(() => engine.close());

/** From a network of its own each time, so that only the limits of people and workspaces count. */
let networks = 0;
const from = (actor: Actor) => {
  const client = { address: `198.51.100.${(networks += 1)}`, userAgent: undefined };
  return engine.database.scope({ actor, requestId: newId(), client, signal: new AbortController().signal });
};

test('no email carries the words or links of a stranger', async () => {
  const generous = await openEngine();
  expect(await sendPitches(generous)).toEqual([]);
  await generous.close();
});

test('nobody invites before their own address is verified', async () => {
  expect(await inviteUnverified(engine, 2)).toBe(0);
});

test('sign-up credits come with the verified address, once', async () => {
  const email = `${randomUUID()}@example.test`;
  const input = { email, password: 'correct horse battery staple', name: 'Ada' };
  const { scope } = await engine.identity.register(from({ kind: 'anonymous' }), input);
  const [workspaceId = ''] = scope.actor.kind === 'user' ? [...scope.actor.memberships.keys()] : [];
  expect(await creditsOf(engine, { workspaceId })).toBeUndefined();
  const [letter] = await lettersTo(engine, email);
  await engine.emails.verify(scope, { token: tokenIn(letter?.text ?? '') });
  expect(await creditsOf(engine, { workspaceId })).toMatchObject({ issued: -100, available: 100 });
  const reset = await engine.database.scope({ ...scope }).tx((em) => em.execute('select grant_signup_credits(100)'));
  expect(reset).toBeDefined();
  expect(await creditsOf(engine, { workspaceId })).toMatchObject({ available: 100 });
});

test('a person and a workspace may invite so often, from however many networks', async () => {
  const tenant = await makeTenant(engine);
  const invite = (actor: typeof tenant.actor, { workspaceId } = tenant) =>
    engine.invitations.invite(from(actor), { workspaceId, email: `${randomUUID()}@example.test`, role: 'VIEWER' });
  for (let time = 0; time < 3; time += 1) await invite(tenant.actor);
  await expect(invite(tenant.actor)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  const admin = await makeMember(engine, tenant, 'ADMIN');
  await expect(invite(admin)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
});

test('an address is written to so often, from however many networks its account is opened and deleted', async () => {
  const email = `${randomUUID()}@example.test`;
  const open = async (): Promise<void> => {
    const input = { email, password: 'correct horse battery staple', name: 'Ada' };
    const { scope } = await engine.identity.register(from({ kind: 'anonymous' }), input);
    await engine.profiles.deleteAccount(scope, { password: input.password });
    await scope.close();
  };
  await open();
  await open();
  await expect(open()).rejects.toMatchObject({ code: 'RATE_LIMITED' });
});
