import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signedHeaders } from '../../../../src/features/webhooks/webhook-secret.ts';
import type { WebhookWithSecret } from '../../../../src/features/webhooks/webhook.service.ts';
import type { Scope } from '../../../../src/platform/database/scope.ts';
import { makeTenant, openEngine, request, until, type Engine, type Tenant } from '../../../support/engine.ts';
import { freePort } from '../../../support/stack.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { startSending } from '../../../support/webhooks.ts';

const page = readFileSync(resolve(import.meta.dirname, '../../../../docs/webhooks.md'), 'utf8');
const [, program = ''] = /```js\n([^]*?)```/.exec(page) ?? [];

let engine: Engine;
let stopSending: () => Promise<void>;
let tenant: Tenant;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let child: ChildProcess;
let hook: WebhookWithSecret;
let printed = '';

const call = <T>(method: (scope: Scope) => Promise<T>): Promise<T> => request(engine, tenant.actor, method);

beforeAll(async () => {
  engine = await openEngine({ isWorker: true });
  stopSending = await startSending(engine);
  tenant = await makeTenant(engine);
  folder = await temporaryFolder();
  const port = await freePort();
  hook = await call((scope) => engine.webhooks.create(scope, { workspaceId: tenant.workspaceId, url: `http://127.0.0.1:${port}/` }));
  const file = join(folder.path, 'receiver.mjs');
  await writeFile(file, program);
  child = spawn(process.execPath, [file], {
    env: { PORT: String(port), WEBHOOK_SECRET: hook.secret ?? '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (printed += text));
  await until(() => fetch(hook.webhook.url).then(Boolean, () => false));
});
afterAll(async () => {
  child.kill('SIGKILL');
  await once(child, 'close');
  await stopSending();
  await engine.close();
  await folder[Symbol.asyncDispose]();
});

const statusOf = async (id: string): Promise<string | undefined> =>
  (await engine.owner<{ status: string }>('select status from webhook_deliveries where id = $1', [id]))[0]?.status;

test('the receiver that we show takes what we send, also while the secret changes', async () => {
  const before = await call((scope) => engine.webhooks.test(scope, hook.webhook.id));
  await until(async () => (await statusOf(before.id)) === 'DELIVERED');
  await call((scope) => engine.webhooks.rotateSecret(scope, hook.webhook.id));
  const after = await call((scope) => engine.webhooks.test(scope, hook.webhook.id));
  await until(async () => (await statusOf(after.id)) === 'DELIVERED');
  expect(printed).toContain(before.id);
  expect(printed).toContain(after.id);
  expect(printed).toContain('This is a test.');
});

test('and refuses what is changed, old, signed by another or not at all', async () => {
  const body = '{"forged":true}';
  const now = Math.floor(Date.now() / 1_000);
  const post = async (headers: Record<string, string>, text = body): Promise<number> =>
    (await fetch(hook.webhook.url, { method: 'POST', headers, body: text })).status;
  const signed = (timestamp: number, secret = hook.secret ?? '') => signedHeaders({ id: 'x', timestamp, body }, [secret]);
  expect(await post(signed(now))).toBe(204);
  expect(await post(signed(now), body.replace('true', 'null'))).toBe(401);
  expect(await post({ ...signed(now), 'webhook-id': 'y' })).toBe(401);
  expect(await post(signed(now - 600))).toBe(401);
  expect(await post(signed(now, `whsec_${Buffer.alloc(32).toString('base64')}`))).toBe(401);
  expect(await post({})).toBe(401);
});
