import { afterAll, beforeAll, expect, it } from 'vitest';
import { gql, register, type Person } from '../support/client.ts';
import { newScript } from '../support/factories.ts';
import { finished, generate } from '../support/films.ts';
import { endPrograms } from '../support/program.ts';
import { openReceiver, type Receiver } from '../support/receiver.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { messageOf, signaturesOf } from '../support/webhooks.ts';

let stack: Stack;
let receiver: Receiver;
let person: Person;
let secret: string;
let webhookId: string;

beforeAll(async () => {
  [stack, receiver] = await Promise.all([
    startStack({ env: { WEBHOOK_ALLOW_CIDRS: '127.0.0.1/32', IMPORT_ALLOW_CIDRS: '127.0.0.1/32' } }),
    openReceiver(),
  ]);
  person = await register(stack.url);
  const { createWebhook } = await gql<{ createWebhook: { secret: string; webhook: { id: string } } }>(
    person,
    'mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { secret webhook { id } } }',
    { input: { workspaceId: person.workspaceId, url: receiver.url } },
  );
  secret = createWebhook.secret;
  webhookId = createWebhook.webhook.id;
});
afterAll(async () => {
  await stack?.stop();
  await receiver?.close();
  await endPrograms();
});

it('tells a receiver of a film from the first event to the last, in order and signed', async () => {
  const job = await finished(person, await generate(person, { script: newScript(2) }));
  const { jobEvents } = await gql<{ jobEvents: { nodes: { sequence: number; type: string; status: string }[] } }>(
    person,
    'query ($id: ID!) { jobEvents(jobId: $id, first: 100) { nodes { sequence type status } } }',
    { id: job.id },
  );
  const wanted = jobEvents.nodes.filter(({ type }) => type === 'STATUS' || type === 'STEP');
  const received = await receiver.have(wanted.length);
  expect(
    received.map((one) => messageOf(one)).map(({ type, data }) => ({ type, sequence: data['sequence'], status: data['status'] })),
  ).toEqual(wanted.map(({ type, sequence, status }) => ({ type: `JOB_${type}`, sequence, status })));
  expect(received.every((one) => signaturesOf(one, secret)[0])).toBe(true);
  expect(messageOf(received.at(-1)!).data).toMatchObject({ status: 'COMPLETED', progress: 1 });
});

it('tells it again under the same id when the worker is killed in the middle', async () => {
  const before = receiver.received.length;
  receiver.answer(() => undefined);
  const { testWebhook } = await gql<{ testWebhook: { id: string } }>(person, 'mutation ($id: ID!) { testWebhook(id: $id) { id } }', {
    id: webhookId,
  });
  await receiver.have(before + 1);
  const { pid } = await stack.program.heard(({ process, msg }) => process === 'worker' && msg === 'worker is ready');
  receiver.answer((_, response) => void response.writeHead(200).end());
  process.kill(pid, 'SIGKILL');
  const killedAt = Date.now();
  const [first, again] = (await receiver.have(before + 2)).slice(before);
  expect(Date.now() - killedAt).toBeLessThan(25_000);
  expect([first!.headers['webhook-id'], again!.headers['webhook-id']]).toEqual([testWebhook.id, testWebhook.id]);
  expect(again!.body).toBe(first!.body);
  expect(signaturesOf(again!, secret)).toEqual([true]);
});

it('writes no secret into the log', () => {
  expect(stack.program.stdout()).not.toContain(secret);
  expect(stack.program.stdout()).not.toContain('whsec_');
});
