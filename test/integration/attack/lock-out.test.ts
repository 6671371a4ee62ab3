import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { registerFrom, resetFrom, signIn, tryWrongPasswords } from '../../attack/lock-out.attack.ts';
import { useEngine } from '../../support/engine.ts';

const engine = useEngine({ limits: { login: 5 } });

const newAccount = () => ({ email: `${randomUUID()}@example.test`, password: 'correct horse battery staple' });

test('a user signs in every time from a network that signed in before, while strangers try their account', async () => {
  const account = newAccount();
  await registerFrom(engine, account, '203.0.113.1');
  const outcomes: string[] = [];
  for (let round = 0; round < 14; round += 1) {
    await tryWrongPasswords(engine, account.email, 5);
    outcomes.push(await signIn(engine, account, '203.0.113.1', `browser ${round}`));
  }
  expect(outcomes).toEqual(Array.from({ length: 14 }, () => 'signed in'));
});

test('a user signs in on a device that signed in before, while a stranger tries their account from the same network', async () => {
  const account = newAccount();
  await registerFrom(engine, account, '203.0.113.2', 'the browser of the user');
  await tryWrongPasswords(engine, account.email, 20, '203.0.113.2');
  expect(await signIn(engine, account, '203.0.113.2', 'the browser of the user')).toBe('signed in');
});

test('a user who resets the password signs in from a new network, while strangers try their account', async () => {
  const account = newAccount();
  await registerFrom(engine, account, '203.0.113.3');
  await tryWrongPasswords(engine, account.email, 60);
  expect(await signIn(engine, account, '203.0.113.4')).toBe('RATE_LIMITED');
  await resetFrom(engine, account, '203.0.113.4');
  await tryWrongPasswords(engine, account.email, 10);
  expect(await signIn(engine, account, '203.0.113.4')).toBe('signed in');
});

test('a lock ends with its window', async () => {
  const account = newAccount();
  await registerFrom(engine, account, '203.0.113.6');
  await tryWrongPasswords(engine, account.email, 60);
  expect(await signIn(engine, account, '203.0.113.7')).toBe('RATE_LIMITED');
  await engine.owner(`update rate_limits set ends_at = clock_timestamp()`);
  expect(await signIn(engine, account, '203.0.113.7')).toBe('signed in');
});

test('strangers together guess at most fifty passwords of one account an hour, and five a minute from one network', async () => {
  const account = newAccount();
  await registerFrom(engine, account, '203.0.113.5');
  const { email } = account;
  const guess = (address: string) => signIn(engine, { email, password: 'not the password' }, address);
  const outcomes: string[] = [];
  for (let time = 0; time < 60; time += 1) outcomes.push(await guess(`192.0.2.${time}`));
  expect(outcomes.filter((code) => code === 'UNAUTHENTICATED')).toHaveLength(50);
  const other = newAccount().email;
  for (let time = 0; time < 5; time += 1) await signIn(engine, { email: other, password: 'not the password' }, '192.0.2.200');
  expect(await signIn(engine, { email: other, password: 'not the password' }, '192.0.2.200')).toBe('RATE_LIMITED');
});
