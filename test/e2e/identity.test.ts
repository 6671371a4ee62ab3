import { once } from 'node:events';
import jwt from 'jsonwebtoken';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket, type ClientOptions } from 'ws';
import { gql, LOGIN, ME, REFRESH, refused, REGISTER, register, watch, words, type Person, type Tokens } from '../support/client.ts';
import { newPerson, newScript } from '../support/factories.ts';
import { generate } from '../support/films.ts';
import { endPrograms } from '../support/program.ts';
import { startStack, type Stack } from '../support/stack.ts';

let stack: Stack;
let person: Person;
let secret: string;

beforeAll(async () => {
  stack = await startStack();
  person = await register(stack.url);
  secret = stack.secrets()['JWT_SECRET'] ?? '';
});

afterAll(async () => {
  await stack?.stop();
  await endPrograms();
});

const login = async (who: Person): Promise<Tokens> => {
  const { email, password } = who;
  return (await gql<{ login: Tokens }>({ url: stack.url }, LOGIN, { input: { email, password } })).login;
};

const refresh = async (refreshToken: string): Promise<Tokens> =>
  (await gql<{ refreshToken: Tokens }>({ url: stack.url }, REFRESH, { input: { refreshToken } })).refreshToken;

const refusedRefresh = (refreshToken: string) => refused({ url: stack.url }, REFRESH, { input: { refreshToken } });

const reasonFor = async (accessToken: string): Promise<unknown> => {
  const { extensions } = await refused({ url: stack.url, accessToken }, ME);
  expect(extensions.code).toBe('UNAUTHENTICATED');
  return extensions.details?.['reason'];
};

describe('an account', () => {
  it('comes with a workspace of its own and tokens that work', async () => {
    const newcomer = newPerson();
    const { register: tokens } = await gql<{ register: Tokens }>({ url: stack.url }, REGISTER, { input: newcomer });
    expect(tokens).toMatchObject({
      expiresIn: 900,
      user: { email: newcomer.email, name: newcomer.name },
      workspace: { name: `${newcomer.name}'s workspace`, viewerRole: 'OWNER' },
    });
    const { me } = await gql<{ me: object }>({ url: stack.url, accessToken: tokens.accessToken }, ME);
    expect(me).toEqual(tokens.user);
  });

  it('signs in again under any spelling of its address', async () => {
    const { user, workspace } = await login({ ...person, email: ` ${person.email.toUpperCase()} ` });
    expect({ user: user.id, workspace: workspace.id }).toEqual({ user: person.userId, workspace: person.workspaceId });
  });

  it('cannot be made twice, also not under another spelling, also not by ten at once', async () => {
    const input = { ...newPerson(), email: person.email.toUpperCase() };
    const { extensions } = await refused({ url: stack.url }, REGISTER, { input });
    expect(extensions).toMatchObject({ code: 'CONFLICT', fields: [{ path: 'input.email' }] });
    const duplicate = newPerson();
    const tries = await Promise.allSettled(Array.from({ length: 10 }, () => register(stack.url, duplicate)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is not betrayed: a wrong password and an unknown address are answered in the same words and about the same time', async () => {
    const said: object[] = [];
    /** The quickest of three, ms. */
    const time = async (email: string): Promise<number> => {
      const times: number[] = [];
      for (let round = 0; round < 3; round += 1) {
        const began = performance.now();
        said.push(words(await refused({ url: stack.url }, LOGIN, { input: { email, password: 'not this one' } })));
        times.push(performance.now() - began);
      }
      return Math.min(...times);
    };
    const [known, unknown] = [await time(person.email), await time(newPerson().email)];
    expect(said[0]).toMatchObject({ extensions: { code: 'UNAUTHENTICATED', details: { reason: 'INVALID' } } });
    for (const one of said) expect(one).toEqual(said[0]);
    expect(Math.min(known, unknown)).toBeGreaterThan(Math.max(known, unknown) / 4);
  });
});

describe('a refresh token', () => {
  it('is traded for new ones, and for the same successor again within the grace', async () => {
    const first = await login(person);
    const [second, duplicate] = await Promise.all([refresh(first.refreshToken), refresh(first.refreshToken)]);
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect(duplicate.refreshToken).toBe(second.refreshToken);
    expect(second.user.id).toBe(person.userId);
    const third = await refresh(second.refreshToken);
    expect(new Set([first, second, third].map(({ refreshToken }) => refreshToken)).size).toBe(3);
    await gql({ url: stack.url, accessToken: third.accessToken }, ME);
  });

  it('works beside an access token that has expired', async () => {
    const { refreshToken } = await login(person);
    const expired = { url: stack.url, accessToken: sign({ exp: seconds() - 1 }) };
    const { refreshToken: next } = await gql<{ refreshToken: Tokens }>(expired, REFRESH, { input: { refreshToken } });
    expect(next.user.id).toBe(person.userId);
  });

  it('ends its whole family when it is used again after the grace', async () => {
    const first = await login(person);
    const second = await refresh(first.refreshToken);
    const socket = await openSocket({ authorization: `Bearer ${second.accessToken}` });
    await letTimePass(31);

    expect((await refusedRefresh(first.refreshToken)).extensions).toMatchObject({
      code: 'UNAUTHENTICATED',
      details: { reason: 'REVOKED' },
    });
    expect((await refusedRefresh(second.refreshToken)).extensions.details).toEqual({ reason: 'REVOKED' });
    expect(await reasonFor(second.accessToken)).toBe('REVOKED');
    expect(await socket.closed).toBe(4401);
    await gql({ url: stack.url, accessToken: person.accessToken }, ME);
  });

  it.each(['', 'nonsense', 'A'.repeat(43), '\u0001', 'é'.repeat(300)])('that was never given (%j) is refused', async (token) => {
    expect((await refusedRefresh(token)).extensions).toMatchObject({ code: 'UNAUTHENTICATED', details: { reason: 'INVALID' } });
  });

  /** The clock cannot be turned, so what was used is made to have been used earlier. */
  async function letTimePass(secondsAgo: number): Promise<void> {
    const owner = new Client({ connectionString: stack.secrets()['DATABASE_OWNER_URL'] });
    await owner.connect();
    await owner.query(`select set_config('app.user_id', $1, false)`, [person.userId]);
    const { rowCount } = await owner.query(
      `update refresh_tokens set used_at = used_at - make_interval(secs => $1) where used_at is not null`,
      [secondsAgo],
    );
    await owner.end();
    expect(rowCount).toBeGreaterThan(0);
  }
});

describe('signing out', () => {
  it('closes the socket with 4401 and stops the access token, of this session alone', async () => {
    const [here, elsewhere] = [await login(person), await login(person)];
    const script = newScript(1, 8);
    const watching = watch({ ...person, ...here }, { jobId: await generate(person, { script }) });
    await watching.until(({ type }) => type === 'SNAPSHOT');
    expect(await gql({ url: stack.url, accessToken: here.accessToken }, 'mutation { logout }')).toEqual({ logout: true });

    expect(await watching.ended).toEqual({ closed: 4401 });
    expect(await reasonFor(here.accessToken)).toBe('REVOKED');
    expect((await refusedRefresh(here.refreshToken)).extensions.details).toEqual({ reason: 'REVOKED' });
    await gql({ url: stack.url, accessToken: elsewhere.accessToken }, ME);
  });

  it('everywhere ends every session of the person', async () => {
    const somebody = await register(stack.url);
    const [one, two] = [await login(somebody), await login(somebody)];
    const sockets = await Promise.all([one, two].map(({ accessToken }) => openSocket({ authorization: `Bearer ${accessToken}` })));
    await gql({ url: stack.url, accessToken: one.accessToken }, 'mutation { logout(everywhere: true) }');
    expect(await Promise.all(sockets.map(({ closed }) => closed))).toEqual([4401, 4401]);
    for (const { accessToken } of [somebody, one, two]) expect(await reasonFor(accessToken)).toBe('REVOKED');
    await gql({ url: stack.url, accessToken: person.accessToken }, ME);
  });
});

const seconds = (): number => Math.floor(Date.now() / 1_000);

interface Claims {
  readonly sub?: string;
  readonly sid?: string;
  readonly iss?: string;
  readonly aud?: string;
  readonly exp?: number;
}

/** The person's own token, made by anyone who has the key, with some of it different. */
function sign(changed: Claims = {}, key = secret, header: object = {}): string {
  const { sub, sid, iss, aud, exp } = jwt.decode(person.accessToken) as Required<Claims>;
  const head = { alg: 'HS256' as const, typ: 'at+jwt', ...header };
  return jwt.sign({ sub, sid, iss, aud, exp, ...changed }, key, { algorithm: head.alg, header: head, noTimestamp: true });
}

const unsigned = (): string => {
  const [, payload = ''] = person.accessToken.split('.');
  return `${Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt' })).toString('base64url')}.${payload}.`;
};

describe('an access token', () => {
  it('made with the right key and claims would be believed, so that the others are refused for what is wrong with them', async () => {
    expect(await gql({ url: stack.url, accessToken: sign() }, ME)).toMatchObject({ me: { id: person.userId } });
  });

  it.each<[string, string, () => string]>([
    ['that has expired', 'EXPIRED', () => sign({ exp: seconds() - 1 })],
    ['of another key', 'INVALID', () => sign({}, 'another key, just as long as the right one is')],
    ['of an empty signature', 'INVALID', () => person.accessToken.replace(/[^.]*$/, '')],
    ['without a signature (alg none)', 'INVALID', unsigned],
    ['with another algorithm', 'INVALID', () => sign({}, secret, { alg: 'HS512' })],
    ['of another issuer', 'INVALID', () => sign({ iss: 'somebody else' })],
    ['for another audience', 'INVALID', () => sign({ aud: 'somebody else' })],
    ['of another type', 'INVALID', () => sign({}, secret, { typ: 'JWT' })],
    ['of no session', 'INVALID', () => sign({ sid: 'none' })],
    ['of an unknown session', 'REVOKED', () => sign({ sid: '01a1f816-a73f-75bf-a2e5-269b095a2693' })],
    ['with changed claims', 'INVALID', () => person.accessToken.replace(/\..*\./, `.${Buffer.from('{"sub":"x"}').toString('base64url')}.`)],
    ['that is none', 'INVALID', () => 'nonsense'],
    ['that is a refresh token', 'INVALID', () => person.refreshToken],
  ])('%s is refused (%s), by requests and by sockets', async (_, reason, make) => {
    const accessToken = make();
    expect(await reasonFor(accessToken)).toBe(reason);
    const socket = await openSocket({ authorization: `Bearer ${accessToken}` });
    expect(await socket.closed).toBe(reason === 'EXPIRED' ? 4403 : 4401);
    expect(await socket.words).toBe(reason === 'EXPIRED' ? 'Forbidden: EXPIRED' : `Unauthorized: ${reason}`);
  });
});

interface ClosedSocket {
  readonly closed: Promise<number>;
  /** The reason of the close frame. */
  readonly words: Promise<string>;
}

/** A bare socket of the protocol. Resolves when it is open and has said what it has to say. */
async function openSocket(params: object | undefined, options: ClientOptions = {}): Promise<ClosedSocket> {
  const socket = new WebSocket(`${stack.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', options);
  const end = once(socket, 'close') as Promise<[number, Buffer]>;
  const closed = end.then(([code]) => code);
  await once(socket, 'open');
  if (params) {
    socket.send(JSON.stringify({ type: 'connection_init', payload: params }));
    await Promise.race([once(socket, 'message'), closed]);
  }
  return { closed, words: end.then(([, words]) => words.toString()) };
}

/** The status with which the upgrade is refused. */
async function refusedUpgrade(path: string, origin?: string): Promise<number | undefined> {
  const socket = new WebSocket(`${stack.url.replace('http', 'ws')}${path}`, 'graphql-transport-ws', origin === undefined ? {} : { origin });
  socket.on('error', () => undefined);
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode?: number; destroy(): void }];
  socket.terminate();
  return response.statusCode;
}

describe('a socket', () => {
  it.each(['authorization', 'Authorization', 'AUTHORIZATION'])('takes the token as %s', async (parameter) => {
    const watching = watch(person, { jobId: await generate(person, { script: newScript(1) }), parameter });
    expect(await watching.until(({ type }) => type === 'SNAPSHOT')).toMatchObject({ type: 'SNAPSHOT' });
    watching.cut();
  });

  it('ends with its token, so that the client comes back with a fresh one', async () => {
    const socket = await openSocket({ authorization: `Bearer ${sign({ exp: seconds() + 2 })}` });
    expect(await socket.closed).toBe(4403);
  });

  it('is closed when it does not say who it is within three seconds', async () => {
    const began = performance.now();
    const socket = await openSocket(undefined);
    expect(await socket.closed).toBe(4408);
    expect(performance.now() - began).toBeGreaterThan(2_500);
    expect(performance.now() - began).toBeLessThan(6_000);
  });

  it.each([
    [undefined, 'MISSING'],
    [{}, 'MISSING'],
    [{ authorization: '' }, 'MISSING'],
    [{ authorization: 7 }, 'INVALID'],
    [{ authorization: ['Bearer x'] }, 'INVALID'],
    [{ authorization: { token: 'x' } }, 'INVALID'],
    [{ authorization: 'Bearer' }, 'INVALID'],
    [{ authorization: 'Bearer rwk_none' }, 'INVALID'],
  ])('is closed permanently when it says %j instead, as %s', async (params, reason) => {
    const socket = await openSocket(params ?? {});
    expect(await socket.closed).toBe(4401);
    expect(await socket.words).toBe(`Unauthorized: ${reason}`);
  });

  it('is refused at the upgrade to pages of other sites, and to nobody else', async () => {
    for (const origin of ['https://example.com', 'null', 'http://localhost.example.com', 'http://127.0.0.1.example.com:4000']) {
      expect(await refusedUpgrade('/graphql', origin), origin).toBe(403);
    }
    expect(await refusedUpgrade('/elsewhere')).toBe(404);
    for (const origin of [stack.url, 'http://localhost:5173']) {
      const socket = await openSocket({ authorization: `Bearer ${sign({ exp: seconds() + 1 })}` }, { origin });
      expect(await socket.closed, origin).toBe(4403);
    }
  });
});
