import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LANGUAGES, TOKEN_VARIABLE, type SnippetOperation } from '../../../src/explorer/share/snippets.ts';
import { readSharedLink, shareLink } from '../../../src/explorer/share/shared-link.ts';
import { shareable } from '../../../src/explorer/private-storage.ts';

const run = promisify(execFile);
const QUERY = 'query A($text: String!) {\n  # costs $5 `now` ${later} \\ "quoted" \'single\'\n  a(text: $text)\n}';
const VARIABLES = { text: 'It\'s "1" $5 `x` \\n 你好 🙂', list: [1, true, null, { a: false }] };

let server: Server;
let received: { query: string; variables: unknown; authorization: string | undefined }[];
let url: string;
beforeAll(async () => {
  received = [];
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += String(chunk);
    const sent = JSON.parse(body) as { query: string; variables: unknown };
    received.push({ ...sent, authorization: request.headers.authorization });
    response.setHeader('content-type', 'application/json').end('{"data":{"a":"answered"}}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
});
afterAll(() => void server.close());

const operation = (): SnippetOperation => ({ url, query: QUERY, variables: VARIABLES, isSubscription: false });
const snippet = (name: string): string => LANGUAGES.find((one) => one.name === name)?.write(operation()) ?? '';

describe('a copied program sends exactly the operation, with the key of its environment', () => {
  const env = { ...process.env, [TOKEN_VARIABLE]: 'rwk_test' };
  it.each([
    ['curl', 'sh', ['-c']],
    ['JavaScript', process.execPath, ['--input-type=module', '--eval']],
    ...(spawnSync('python3', ['--version']).status === 0 ? [['Python', 'python3', ['-c']] as const] : []),
  ] as const)('%s', async (name, command, args) => {
    const before = received.length;
    const { stdout } = await run(command, [...args, snippet(name)], { env });
    expect(stdout).toContain('answered');
    expect(received.slice(before)).toEqual([{ query: QUERY, variables: VARIABLES, authorization: 'Bearer rwk_test' }]);
  });

  it('a subscription becomes a program with a socket, and nothing for curl', () => {
    const written = LANGUAGES.map(({ write }) => write({ ...operation(), isSubscription: true }));
    expect(written[0]).toBeUndefined();
    expect(written[1]).toContain('graphql-ws');
    expect(written[2]).toContain(url.replace('http', 'ws'));
  });
});

describe('a shared link', () => {
  it('brings back what it was made of, and only that', () => {
    const tab = { query: QUERY, variables: JSON.stringify(VARIABLES) };
    const link = shareLink('http://localhost:4000/graphql', tab) ?? '';
    expect(link).toMatch(/^http:\/\/localhost:4000\/graphql#share=[\w-]+$/);
    expect(readSharedLink(new URL(link).hash)).toEqual(tab);
    for (const hash of ['', '#share=', '#share=%%%', '#share=bm8', '#code=1', `#share=${btoa('{"query":1,"variables":""}')}`]) {
      expect(readSharedLink(hash), hash).toBeUndefined();
    }
    expect(shareLink('http://localhost/graphql', { query: 'x'.repeat(20_000), variables: '' })).toBeUndefined();
  });

  it('carries no secret', () => {
    const login = 'mutation ($p: String!) { login(input: { email: "a@b.c", password: $p }) { accessToken } }';
    expect(shareable({ query: login, variables: '{ "p": "hidden" }' })).toEqual({ query: login, variables: '' });
    const key = shareable({ query: '{ a }', variables: '{ "note": "rwk_abcdef", "password": "hidden" }' });
    expect(JSON.stringify(key)).not.toMatch(/rwk_|hidden/);
  });
});
