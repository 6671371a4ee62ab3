import { EventEmitter, once } from 'node:events';
import { createServer, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import express from 'express';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { errorHandler } from '../../../../src/app/http/http-errors.ts';
import { readBody } from '../../../../src/app/http/read-body.ts';
import { RequestTurns } from '../../../../src/app/http/request-turns.ts';
import { silentLog } from '../../../../src/kernel/log.ts';
import { newId } from '../../../../src/kernel/id.ts';
import { CallerTurns, MAX_TURNS_AT_ONCE } from '../../../../src/platform/graphql/caller-turns.ts';
import type { Context } from '../../../../src/platform/graphql/context.ts';
import { LIMITS } from '../../../../src/platform/graphql/limits.ts';

const CONNECTIONS = 8;
const KNOWN = 'Bearer rwk_known';
const [attacker, neighbour] = [newId(), newId()];
const turns = new CallerTurns();
const clientOf = () => ({ address: '203.0.113.1', userAgent: undefined });
/** Opened contexts, by the header that names their caller. */
const opened: string[] = [];
const contextOf = (actor: object, more: object = {}) => ({ scope: { actor, client: clientOf() }, ...more }) as unknown as Context;
const ofRequest = (request: IncomingMessage): Promise<Context> => {
  const { authorization = '', 'x-caller': caller } = request.headers;
  opened.push(authorization);
  if (authorization === '') return Promise.resolve(contextOf({ kind: 'anonymous' }, { unidentified: { userId: caller } }));
  return Promise.resolve(contextOf(authorization === KNOWN ? { kind: 'key', keyId: 'known' } : { kind: 'anonymous', refused: 'INVALID' }));
};
const requests = new RequestTurns(turns, { clientOf, ofRequest }, 30);

/** Answers of operations that have begun, by their callers. */
const running: { readonly caller: string; readonly answer: () => void }[] = [];
let waiting = 0;
const server = createServer();
let url = '';

beforeAll(async () => {
  const app = express();
  app.use('/graphql', ...readBody, (request, response, next) => {
    const caller = String(request.headers['x-caller']);
    waiting += 1;
    requests.open(request, response).then(() => running.push({ caller, answer: () => response.end() }), next);
  });
  app.use(requests.refuse, errorHandler(silentLog));
  server.on('request', app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
});

afterAll(() => server.close());

// No turn is over because of the time that a test takes.
beforeEach(() => void vi.spyOn(performance, 'now').mockReturnValue(1));
afterEach(() => void vi.restoreAllMocks());

const send = (caller: string): Promise<Response> => fetch(url, { method: 'POST', headers: { 'x-caller': caller } });

test('requests of one caller wait for their turn while others call, and those of the others are answered meanwhile', async () => {
  const others = send(neighbour);
  await vi.waitFor(() => expect(running).toHaveLength(1));
  running.shift()?.answer();
  await others;
  const attack = Array.from({ length: CONNECTIONS }, () => send(attacker));
  await vi.waitFor(() => expect(waiting).toBe(1 + CONNECTIONS));
  const work = send(neighbour);
  await vi.waitFor(() => expect(running.at(-1)?.caller).toBe(neighbour));
  expect(running.map(({ caller }) => caller)).toEqual([...Array.from({ length: MAX_TURNS_AT_ONCE }, () => attacker), neighbour]);
  running.pop()?.answer();
  await work;
  for (let answered = 0; answered < CONNECTIONS; answered += 1) {
    await vi.waitFor(() => expect(running).not.toHaveLength(0));
    running.shift()?.answer();
  }
  await Promise.all(attack);
});

test('a body that is too long by its stated length is refused before it is read', async () => {
  const headers = { 'content-type': 'application/json', 'content-length': LIMITS.bodyBytes + 1 };
  const refused = request(url, { method: 'POST', headers });
  refused.flushHeaders();
  const [response] = (await once(refused, 'response')) as [IncomingMessage];
  expect(response.statusCode).toBe(413);
  refused.on('error', () => undefined).destroy();
});

test('tokens that are unknown are looked up in turn of their network, and known ones in that of their bearer', async () => {
  const end = await turns.take(neighbour);
  const lookUp = (authorization: string): void => {
    const response = Object.assign(new EventEmitter(), { closed: false, getHeader: () => 'id' }) as unknown as express.Response;
    void requests.open({ headers: { authorization } } as express.Request, response);
  };
  opened.length = 0;
  lookUp(KNOWN);
  await setImmediate();
  for (let count = 0; count < CONNECTIONS; count += 1) lookUp(`Bearer rwk_${count}`);
  await setImmediate();
  expect(opened).toHaveLength(1 + MAX_TURNS_AT_ONCE);
  lookUp(KNOWN);
  await setImmediate();
  expect(opened.at(-1)).toBe(KNOWN);
  end();
});
