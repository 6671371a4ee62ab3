// A site with sign-in by Auth.js, in plain Node. In Next.js, `NextAuth(config)` does what `answer` does here.
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { Auth } from '@auth/core';
import { ask, config } from './auth.config.js';

const origin = process.env.AUTH_URL ?? 'http://localhost:3000';
const FILMS = '{ me { name } workspaces(first: 1) { nodes { name assets(first: 10) { nodes { name } } } } }';
const escaped = (text) => text.replaceAll(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);

/** Auth.js's answer to a request. */
const answer = ({ method, url, headers }, body) =>
  Auth(new Request(new URL(url, origin), { method, headers: new Headers(headers), ...(body && { body, duplex: 'half' }) }), config);

/** The session of a request, and the cookies to set: a refresh token works once, so its successor must reach the browser. */
async function sessionOf({ headers }) {
  const { cookie = '' } = headers;
  const response = await answer({ method: 'GET', url: '/api/auth/session', headers: { cookie } });
  return { session: await response.json(), cookies: response.headers.getSetCookie() };
}

async function page(session) {
  if (!session) return '<a href="/api/auth/signin">Sign in</a>';
  const { me, workspaces } = await ask(FILMS, {}, session.accessToken);
  const names = workspaces.nodes.flatMap(({ assets }) => assets.nodes.map(({ name }) => `<li>${escaped(name)}</li>`));
  return `<p>Signed in as ${escaped(me.name)}</p><ul>${names.join('')}</ul><a href="/api/auth/signout">Sign out</a>`;
}

createServer(async (request, response) => {
  try {
    if (request.url.startsWith('/api/auth/')) {
      const { status, headers, body } = await answer(request, request.method === 'POST' ? Readable.toWeb(request) : undefined);
      response.writeHead(status, { ...Object.fromEntries(headers), 'set-cookie': headers.getSetCookie() });
      return void Readable.fromWeb(body ?? new Blob().stream()).pipe(response);
    }
    const { session, cookies } = await sessionOf(request);
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'set-cookie': cookies }).end(await page(session));
  } catch (error) {
    console.error(error);
    response.writeHead(500).end('The page failed.');
  }
}).listen(Number(new URL(origin).port || 80), () => console.log(`Open ${origin}`));
