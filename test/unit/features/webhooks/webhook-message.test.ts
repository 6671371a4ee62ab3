import { expect, test } from 'vitest';
import type { WebhookDeliveryRow } from '../../../../src/features/webhooks/webhook.entity.ts';
import { writeCursor } from '../../../../src/kernel/page.ts';
import { messageBody, readableAnswer, retryAfterSeconds } from '../../../../src/features/webhooks/deliveries/webhook-message.ts';

test('a body is made of what never changes, with times that every language reads', () => {
  const delivery = {
    id: 'the id',
    type: 'JOB_STATUS',
    createdAt: new Date('2026-11-20T09:00:00.123Z'),
    workspaceId: 'the workspace',
    event: { jobId: 'the job', sequence: 7, at: '2026-11-20T10:00:00.1+01:00', status: 'RUNNING' },
    attempts: 3,
  } as unknown as WebhookDeliveryRow;
  expect(JSON.parse(messageBody(delivery))).toEqual({
    id: 'the id',
    type: 'JOB_STATUS',
    createdAt: '2026-11-20T09:00:00.123Z',
    workspaceId: 'the workspace',
    data: { cursor: writeCursor(7), jobId: 'the job', sequence: 7, at: '2026-11-20T09:00:00.100Z', status: 'RUNNING' },
  });
  expect(messageBody({ ...delivery, attempts: 4 })).toBe(messageBody(delivery));
});

test('of an answer the readable beginning is kept, without secrets', () => {
  expect(readableAnswer(Buffer.from('bad\0 signature for whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw, sorry\n'))).toBe(
    'bad signature for whsec_…, sorry\n',
  );
  expect(readableAnswer(Buffer.from('x'.repeat(5_000)))).toHaveLength(1_000);
  expect(readableAnswer(Buffer.from([0xff, 0xfe, 0x41]))).toBe('\ufffd\ufffdA');
});

test('pauses grow from seconds to hours and are never alike', () => {
  const pauses = Array.from({ length: 12 }, (_, index) => retryAfterSeconds(index + 1));
  expect(pauses[0]).toBeGreaterThanOrEqual(5);
  expect(pauses[0]).toBeLessThan(6.1);
  expect(pauses.slice(7).every((pause) => pause >= 14_400 && pause <= 17_280)).toBe(true);
  expect(new Set(pauses).size).toBe(pauses.length);
});
