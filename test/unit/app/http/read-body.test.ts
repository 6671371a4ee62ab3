import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { assertBodyDepth } from '../../../../src/app/http/read-body.ts';
import { MAX_BODY_DEPTH } from '../../../../src/platform/graphql/limits.ts';

const check =
  (body: string | Buffer, encoding = 'utf-8') =>
  () =>
    assertBodyDepth({} as IncomingMessage, {} as ServerResponse, Buffer.from(body), encoding);
const nested = (levels: number): string => `${'[{"a":'.repeat(levels / 2)}0${'}]'.repeat(levels / 2)}`;

test.each([
  ['as deep as allowed', nested(MAX_BODY_DEPTH)],
  ['wide', `[${'[],'.repeat(1_000)}{}]`],
  ['brackets in texts', JSON.stringify({ query: `"\\${'[{'.repeat(1_000)}`, 'a"[': '\\' })],
  ['what is not JSON', ']]]"'],
])('%s passes', (_what, body) => {
  expect(check(body)).not.toThrow();
});

test.each([
  ['deeper than allowed', nested(MAX_BODY_DEPTH + 2)],
  ['after a text with an escaped quote', `["\\"",${nested(MAX_BODY_DEPTH)}]`],
  ['without an end', '['.repeat(100_000)],
])('%s is refused as a mistake of the client', (_what, body) => {
  expect(check(body)).toThrow(expect.objectContaining({ status: 422 }));
});

test('another encoding is refused, in which brackets are other bytes', () => {
  expect(check(Buffer.from('[]', 'utf16le'), 'utf-16le')).toThrow(expect.objectContaining({ status: 415 }));
});
