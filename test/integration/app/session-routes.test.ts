import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApi, type InProcessApi } from '../../support/api.ts';
import { gql, register, type Person } from '../../support/client.ts';
import { openEngine, type Engine } from '../../support/engine.ts';

let engine: Engine;
let api: InProcessApi;

beforeAll(async () => {
  engine = await openEngine();
  api = await openApi(engine);
});
afterAll(async () => {
  await api?.close();
  await engine?.close();
});

interface Sent {
  readonly body?: object;
  readonly cookie?: string | undefined;
  readonly origin?: string | undefined;
  readonly method?: string;
}

async function send({ body = {}, cookie, origin = api.url, method = 'POST' }: Sent = {}) {
  const response = await fetch(`${api.url}/session`, {
    method,
    headers: { 'content-type': 'application/json', ...(origin && { origin }), ...(cookie && { cookie }) },
    ...(method === 'POST' && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const set = response.headers.get('set-cookie') ?? '';
  return { status: response.status, set, cookie: set.split(';')[0], answer: (text && JSON.parse(text)) as { accessToken?: string } };
}

const me = (accessToken: string | undefined) => gql<{ me: { email: string } }>({ url: api.url, accessToken }, '{ me { email } }');

async function signedIn(): Promise<{ person: Person; cookie: string | undefined }> {
  const person = await register(api.url);
  return { person, cookie: (await send({ body: { refreshToken: person.refreshToken } })).cookie };
}

describe('/session', () => {
  it('keeps the refresh token in a cookie that no script and no other path receives', async () => {
    const person = await register(api.url);
    const { status, set, answer } = await send({ body: { refreshToken: person.refreshToken } });
    expect(status).toBe(200);
    for (const part of ['Path=/session', 'HttpOnly', 'SameSite=Strict', 'Expires=']) expect(set).toContain(part);
    expect(Object.keys(answer).toSorted()).toEqual(['accessToken', 'expiresIn', 'userId']);
    expect(await me(answer.accessToken)).toEqual({ me: { email: person.email } });
  });

  it('exchanges the cookie for an access token, again and again', async () => {
    const { person, cookie } = await signedIn();
    const second = await send({ cookie });
    expect(await me(second.answer.accessToken)).toEqual({ me: { email: person.email } });
    expect(second.cookie).not.toBe(cookie);
    expect((await send({ cookie: second.cookie })).status).toBe(200);
    // Two tabs that use the same cookie at once.
    expect((await send({ cookie: second.cookie })).status).toBe(200);
  });

  it('answers pages of other origins, and requests without one, with 403, whatever the cookie', async () => {
    const { cookie } = await signedIn();
    for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:1', '']) {
      expect((await send({ cookie, origin })).status, origin).toBe(403);
      expect((await send({ cookie, origin, method: 'DELETE' })).status, origin).toBe(403);
    }
  });

  it('answers nothing without a session, and removes the cookie of one that has ended', async () => {
    expect(await send()).toMatchObject({ status: 204, set: '' });
    expect((await send({ cookie: 'reelwright_session=never-issued' })).set).toContain('Expires=Thu, 01 Jan 1970');
    const { person, cookie } = await signedIn();
    await gql({ url: api.url, accessToken: person.accessToken }, 'mutation { logout }');
    const { status, set } = await send({ cookie });
    expect(status).toBe(204);
    expect(set).toContain('Expires=Thu, 01 Jan 1970');
  });

  it('refuses a token that was never issued', async () => {
    expect(await send({ body: { refreshToken: 'nonsense' } })).toMatchObject({
      status: 401,
      answer: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
    });
  });

  it('is no way into GraphQL, which ignores the cookie', async () => {
    const { cookie = '' } = await signedIn();
    const response = await fetch(`${api.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify({ query: '{ me { email } }' }),
    });
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });

  it('forgets the cookie on DELETE', async () => {
    const { cookie } = await signedIn();
    expect((await send({ cookie, method: 'DELETE' })).set).toContain('Expires=Thu, 01 Jan 1970');
  });
});
