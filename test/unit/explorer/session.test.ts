import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSession } from '../../../src/explorer/session.ts';

const MINUTE = 60_000;
const user = { id: 'u', email: 'ada@example.org', name: 'Ada' };
const workspace = { id: 'w', name: 'Films' };

/** A server that hands out numbered tokens and has one workspace; `answers` takes the place of the next answers about sessions. */
function fakeServer() {
  const asked: { operation: string; authorization: string | null; input: unknown }[] = [];
  const answers: object[] = [];
  let given = 0;
  vi.stubGlobal('fetch', async (_url: string, { headers, body }: { headers: Record<string, string>; body: string }) => {
    const { query, variables } = JSON.parse(body) as { query: string; variables?: { input?: unknown } };
    const operation = /(?:mutation|query) (\w+)/.exec(query)?.[1] ?? '';
    if (operation === 'Workspaces') return Response.json({ data: { workspaces: { nodes: [workspace] } } });
    asked.push({ operation, authorization: new Headers(headers).get('authorization'), input: variables?.input });
    given += 1;
    const auth = {
      accessToken: `access-${given}`,
      refreshToken: `refresh-${given}`,
      expiresIn: 900,
      user,
      workspace,
    };
    return Response.json(answers.shift() ?? { data: { auth } });
  });
  return { asked, answers };
}

const ended = { data: null, errors: [{ message: 'The session has ended.', extensions: { code: 'UNAUTHENTICATED' } }] };

describe('the sign-in of the explorer', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('renews itself before the access token ends, with the refresh token that it was given last', async () => {
    const { asked } = fakeServer();
    const session = createSession();
    await session.signIn({ email: 'ada@example.org', password: 'hush' });
    expect(await session.authorization()).toBe('Bearer access-1');
    await vi.advanceTimersByTimeAsync(14 * MINUTE);
    expect(await session.authorization()).toBe('Bearer access-2');
    await vi.advanceTimersByTimeAsync(14 * MINUTE);
    expect(asked.slice(1)).toMatchObject([{ input: { refreshToken: 'refresh-1' } }, { input: { refreshToken: 'refresh-2' } }]);
  });

  it('renews once for all who ask at the same time, also when a sleeping computer missed the timer', async () => {
    const { asked } = fakeServer();
    const session = createSession();
    await session.signIn({ email: 'ada@example.org', password: 'hush' });
    vi.setSystemTime(Date.now() + 60 * MINUTE);
    const all = await Promise.all([session.authorization(), session.authorization(), session.authorization()]);
    expect(new Set(all)).toEqual(new Set(['Bearer access-2']));
    expect(asked.map(({ operation }) => operation)).toEqual(['SignIn', 'Renew']);
  });

  it('signs out when the session has ended, but not because the server was away for a moment', async () => {
    const { answers } = fakeServer();
    const session = createSession();
    await session.signIn({ email: 'ada@example.org', password: 'hush' });
    answers.push({ errors: [{ message: 'Try again.', extensions: { code: 'UNAVAILABLE' } }] }, ended);
    vi.setSystemTime(Date.now() + 60 * MINUTE);
    await expect(session.authorization()).rejects.toThrow('Try again.');
    expect(session.signedIn.get()?.user).toEqual(user);
    expect(await session.authorization()).toBeUndefined();
    expect(session.signedIn.get()).toBeUndefined();
  });

  it('tells why a sign-in was refused, and remains signed out', async () => {
    const { answers } = fakeServer();
    answers.push({ data: null, errors: [{ message: 'Wrong email address or password.' }] });
    const session = createSession();
    await expect(session.signIn({ email: 'ada@example.org', password: 'no' })).rejects.toThrow('Wrong email address or password.');
    expect(await session.authorization()).toBeUndefined();
  });

  it('forgets the tokens at once when signing out, and ends the session on the server', async () => {
    const { asked } = fakeServer();
    const session = createSession();
    await session.signUp({ email: 'ada@example.org', password: 'hush', name: 'Ada' });
    const signingOut = session.signOut();
    await signingOut;
    expect(await session.authorization()).toBeUndefined();
    expect(asked.at(-1)).toEqual({ operation: 'SignOut', authorization: 'Bearer access-1', input: undefined });
    expect(vi.getTimerCount()).toBe(0);
  });
});
