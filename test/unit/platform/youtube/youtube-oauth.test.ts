import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { silentLog } from '../../../../src/kernel/log.ts';
import { GrantEndedError, YouTubeOAuth } from '../../../../src/platform/youtube/youtube-oauth.ts';
import { YOUTUBE_COSTS } from '../../../../src/platform/youtube/youtube-settings.ts';

/** What the endpoints for tokens and revocations answer. */
let answer: { readonly status: number; readonly contentType: string; readonly body: string };
let oauth: YouTubeOAuth;

const server = createServer((request, response) => {
  if (request.url === '/.well-known/openid-configuration')
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ issuer: url(), token_endpoint: `${url()}/token`, revocation_endpoint: `${url()}/revoke` }));
  else response.writeHead(answer.status, { 'content-type': answer.contentType }).end(answer.body);
});
const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const settings = {
    issuer: url(),
    clientId: '1-a',
    clientSecret: 's',
    apiUrl: url(),
    dailyUploads: 1,
    dailyUnits: 1,
    costs: YOUTUBE_COSTS,
  };
  oauth = new YouTubeOAuth(settings, silentLog);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const json = (status: number, error: string) => ({ status, contentType: 'application/json', body: JSON.stringify({ error }) });
const html = (status: number) => ({ status, contentType: 'text/html', body: '<h1>Service Unavailable</h1>' });

describe.each([
  html(503),
  html(502),
  html(400),
  html(200),
  json(503, 'backend_error'),
  json(429, 'rate_limited'),
  json(500, 'invalid_grant'),
  json(400, 'invalid_request'),
])('an answer $status $body', (given) => {
  test('is an outage, and neither a grant that has ended nor a revocation', async () => {
    answer = given;
    await expect(oauth.refresh('token')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    if (given.status !== 200) await expect(oauth.revoke('token')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});

test.each(['invalid_client', 'deleted_client', 'disabled_client'])('%s is a wrong configuration', async (code) => {
  answer = json(401, code);
  await expect(oauth.refresh('token')).rejects.toMatchObject({ code: 'NOT_CONFIGURED' });
  await expect(oauth.revoke('token')).rejects.toMatchObject({ code: 'NOT_CONFIGURED' });
});

test('only invalid_grant ends a grant, and a grant that has ended can be revoked again', async () => {
  answer = json(400, 'invalid_grant');
  await expect(oauth.refresh('token')).rejects.toThrow(GrantEndedError);
  answer = json(400, 'invalid_token');
  await oauth.revoke('token');
});
