import { buildSchema, parse } from 'graphql';
import { expect, test } from 'vitest';
import type { AuthenticatedActor } from '../../../../src/kernel/actor.ts';
import { newId } from '../../../../src/kernel/id.ts';
import type { FanOut, Subscriber } from '../../../../src/platform/event-stream/fan-out.ts';
import type { LogEvent, SharedLog } from '../../../../src/platform/event-stream/shared-log.ts';
import { followOnSocket } from '../../../../src/platform/graphql/socket/socket-subscription.ts';
import type { SocketOperation, SubscriptionEnvironment } from '../../../../src/platform/graphql/socket/socket-subscription.ts';

const schema = buildSchema('type Query { nothing: Int } type Event { sequence: Int mine: Int } type Subscription { events: Event }');
const event = schema.getType('Event') as unknown as { getFields(): Record<string, { extensions: object }> };
Object.assign(event.getFields()['mine'] ?? {}, { extensions: { perViewer: true } });
const workspaceId = newId();
const memberships = new Map([[workspaceId, 'EDITOR' as const]]);

/** The key of the group that a subscription joins. */
const keyOf = (caller: AuthenticatedActor, query: string): string => {
  const keys: string[] = [];
  const follow = ({ key }: Subscriber<LogEvent>) => {
    keys.push(key);
    return { ended: Promise.resolve(), leave: () => undefined };
  };
  const environment = { fanOut: { follow } as unknown as FanOut } as SubscriptionEnvironment;
  const operation = { id: '1', schema, document: parse(query), query, caller } as unknown as SocketOperation;
  followOnSocket(environment, operation, { workspaceId } as SharedLog);
  return keys[0] ?? expect.fail();
};

test('what names a session is shared by the sockets of this session alone, everything else by everybody of a role', () => {
  const userId = newId();
  const expiresAt = new Date();
  const [one, other] = [newId(), newId()].map((sessionId): AuthenticatedActor => ({
    kind: 'user',
    userId,
    sessionId,
    memberships,
    expiresAt,
  })) as [AuthenticatedActor, AuthenticatedActor];
  const [mine, common] = ['subscription { events { mine } }', 'subscription { events { sequence } }'];
  expect(keyOf(one, mine)).toBe(keyOf({ ...one }, mine));
  expect(keyOf(one, mine)).not.toBe(keyOf(other, mine));
  expect(keyOf(one, common)).toBe(keyOf(other, common));
});
