import { buildSchema } from 'graphql';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { newId } from '../../../../src/kernel/id.ts';
import { CallerTurns, MAX_TURNS_AT_ONCE } from '../../../../src/platform/graphql/caller-turns.ts';
import { DocumentTurns } from '../../../../src/platform/graphql/documents/document-turns.ts';
import { Documents } from '../../../../src/platform/graphql/documents/documents.ts';
import { prepareOperation } from '../../../../src/platform/graphql/socket/socket-operation.ts';
import type { Connection, OperationOptions } from '../../../../src/platform/graphql/socket/socket-operation.ts';
import { HeldOperations, SocketQuota } from '../../../../src/platform/graphql/socket/socket-quota.ts';

// No turn is over because of the time that a test takes.
beforeEach(() => void vi.spyOn(performance, 'now').mockReturnValue(1));
afterEach(() => void vi.restoreAllMocks());

const OPERATIONS = 20;
const query = '{ nothing }';

test('operations of one caller begin in turns while others call, and the next one when an answer is complete', async () => {
  const quota = new SocketQuota({ socketsPerPerson: 0, socketsPerAddress: 0, operationsPerPerson: 0, operationsPerAddress: 0 });
  const shared = { documents: new Documents(), quota, turns: new DocumentTurns(), callers: new CallerTurns() };
  const options = {
    schema: buildSchema('type Query { nothing: Int }'),
    meter: () => Promise.resolve(undefined),
    openContext: () => ({}),
    operationSeconds: 30,
  } as unknown as OperationOptions;
  const begin = async (caller: string, count: number) => {
    const connection = {
      caller: { kind: 'user', userId: caller },
      reader: { gone: false },
      gone: new AbortController(),
      held: new HeldOperations(),
    } as unknown as Connection;
    const begun: { endTurn: () => void }[] = [];
    for (let index = 0; index < count; index += 1)
      void prepareOperation(options, shared, connection, `${index}`, { query }).then((operation) =>
        begun.push(operation as { endTurn: () => void }),
      );
    return begun;
  };
  const [attacker, neighbour] = [newId(), newId()];
  await begin(neighbour, 1);
  const attack = await begin(attacker, OPERATIONS);
  await vi.waitFor(() => expect(attack).toHaveLength(MAX_TURNS_AT_ONCE));
  const work = await begin(neighbour, 1);
  await vi.waitFor(() => expect(work).toHaveLength(1));
  for (let ended = 0; ended < OPERATIONS; ended += 1) {
    expect(attack).toHaveLength(Math.min(OPERATIONS, ended + MAX_TURNS_AT_ONCE));
    attack[ended]?.endTurn();
    await vi.waitFor(() => expect(attack).toHaveLength(Math.min(OPERATIONS, ended + 1 + MAX_TURNS_AT_ONCE)));
  }
});
