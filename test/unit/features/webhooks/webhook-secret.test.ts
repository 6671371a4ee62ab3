import { expect, test } from 'vitest';
import { newWebhookSecret, signedHeaders } from '../../../../src/features/webhooks/webhook-secret.ts';

test('signs as the specification says: its own example', () => {
  const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, body: '{"test": 2432232314}' };
  expect(signedHeaders(message, ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'])).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

test('gives one signature for each secret, with a space between', () => {
  const { 'webhook-signature': both } = signedHeaders({ id: 'a', timestamp: 1, body: '{}' }, [newWebhookSecret(), newWebhookSecret()]);
  const [first, second, ...more] = both?.split(' ') ?? [];
  expect(first).toMatch(/^v1,[\w+/]{43}=$/);
  expect(second).toMatch(/^v1,[\w+/]{43}=$/);
  expect(second).not.toBe(first);
  expect(more).toEqual([]);
});

test('a secret is 32 random bytes in base64', () => {
  expect(newWebhookSecret()).toMatch(/^whsec_[\w+/]{43}=$/);
  expect(newWebhookSecret()).not.toBe(newWebhookSecret());
});
