import { beforeAll, expect, test } from 'vitest';
import { findText, guessSecret } from '../../attack/secrets.attack.ts';
import { useEngine, request } from '../../support/engine.ts';
import { noBytesStorage } from '../../support/no-bytes-storage.ts';
import { makeWorld, type World } from '../../support/world.ts';

const engine = useEngine({ storage: noBytesStorage });
let world: World;
beforeAll(async () => {
  world = await makeWorld(engine);
});

const GUESSES = ['correct horse', 'battery staple', 'hunter22'];

test('the password of a share link cannot be tried out with the hash of its input, and stands nowhere', async () => {
  const input = { assetId: world.assetId, expiresAt: null, password: 'battery staple' };
  const { hasPassword } = await request(engine, world.actor, async (scope) => {
    const link = await engine.shares.create(scope, { ...input, idempotencyKey: 'guess' });
    return { hasPassword: link.hasPassword };
  });
  expect(hasPassword).toBe(true);
  const call = { mutation: 'createShareLink', key: 'guess', secretField: 'password', guesses: GUESSES };
  expect(await guessSecret(engine, { ...call, input })).toBeUndefined();
  expect(await findText(engine, 'battery staple')).toEqual([]);
});

test('the token in the URL of a webhook cannot be tried out with the hash of its input', async () => {
  const input = { workspaceId: world.workspaceId, url: 'http://127.0.0.1:9999/?token=hunter22' };
  await request(engine, world.actor, (scope) => engine.webhooks.create(scope, { ...input, idempotencyKey: 'guess' }));
  const known = { ...input, url: 'http://127.0.0.1:9999/?token=*' };
  const call = { mutation: 'createWebhook', key: 'guess', input: known, secretField: 'url', guesses: GUESSES };
  expect(await guessSecret(engine, call)).toBeUndefined();
});

test('a webhook’s secret stands nowhere in the database, and a repeat does not show it', async () => {
  const create = () =>
    request(engine, world.actor, (scope) =>
      engine.webhooks.create(scope, { workspaceId: world.workspaceId, url: 'http://127.0.0.1:9999/', idempotencyKey: 'once' }),
    );
  const [{ secret }, repeated] = [await create(), await create()];
  expect(secret).toMatch(/^whsec_/);
  expect(repeated.secret).toBeNull();
  expect(await findText(engine, (secret ?? '').replace('whsec_', ''))).toEqual([]);
});
