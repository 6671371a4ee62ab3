import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HeldMessages } from '../../../../src/features/jobs/rounds/held-messages.ts';
import { newId } from '../../../../src/kernel/id.ts';
import { silentLog } from '../../../../src/kernel/log.ts';
import type { QueueBatches, TakenMessage } from '../../../../src/platform/queue/queue.ts';
import type { StepMessage } from '../../../../src/features/jobs/rounds/round.ts';

type Lost = readonly TakenMessage<object>[];

const message = (): StepMessage => ({ id: newId(), retryCount: 0, payload: undefined });
const untouched = (): never => {
  throw new Error('not part of this test');
};

/** Heartbeats that have been sent and wait for their answer. */
let sent: { readonly messages: readonly object[]; readonly answer: PromiseWithResolvers<Lost> }[] = [];
const queue: QueueBatches = {
  send: untouched,
  take: untouched,
  end: untouched,
  heartbeat: (_, messages) => {
    const answer = Promise.withResolvers<Lost>();
    sent.push({ messages, answer });
    return answer.promise;
  },
};
let held: HeldMessages;
beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  held = new HeldMessages(queue, silentLog);
  held.startHeartbeats();
});
afterEach(() => {
  held.endHeartbeats();
  vi.useRealTimers();
});

test('a heartbeat waits for the answer to the one before', async () => {
  held.add(message());
  await vi.advanceTimersByTimeAsync(10_000);
  expect(sent).toHaveLength(1);
  sent[0]?.answer.resolve([]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(sent).toHaveLength(2);
});

test('after a failure the next heartbeat follows soon', async () => {
  held.add(message());
  await vi.advanceTimersByTimeAsync(2_000);
  sent[0]?.answer.reject(new Error('Query read timeout'));
  await vi.advanceTimersByTimeAsync(500);
  expect(sent).toHaveLength(2);
});

test('a lost message stops its own work only, and needs no heartbeat after it', async () => {
  const [one, other] = [held.add(message()), held.add(message())];
  await vi.advanceTimersByTimeAsync(2_000);
  sent[0]?.answer.resolve([one.message]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect([one.signal.aborted, other.signal.aborted]).toEqual([true, false]);
  expect(sent[1]?.messages).toEqual([other.message]);
});

test('a message that is lost while its end is being written is left to the fence of its step', async () => {
  const one = held.add(message());
  await vi.advanceTimersByTimeAsync(2_000);
  one.isEnding = true;
  sent[0]?.answer.resolve([one.message]);
  await vi.advanceTimersByTimeAsync(0);
  expect(one.signal.aborted).toBe(false);
});

test('no heartbeat follows the end, not even after an answer that comes later', async () => {
  held.add(message());
  await vi.advanceTimersByTimeAsync(2_000);
  held.endHeartbeats();
  sent[0]?.answer.resolve([]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(sent).toHaveLength(1);
});
