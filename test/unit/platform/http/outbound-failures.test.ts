import { expect, test } from 'vitest';
import { noAnswer, wordsOf } from '../../../../src/platform/http/outbound-failures.ts';

const failed = (code: string): Error => Object.assign(new Error(`connect ${code} 93.184.215.14:443`), { code });

test.each([
  ['ECONNREFUSED', 'The connection was refused.'],
  ['ECONNRESET', 'The connection broke.'],
  ['HPE_INVALID_CONSTANT', 'The answer is not HTTP.'],
  ['CERT_HAS_EXPIRED', 'The certificate or TLS is not right (CERT_HAS_EXPIRED).'],
  ['EHOSTUNREACH', 'The connection failed.'],
])('%s at a public address is reported without the address', (code, message) => {
  expect(wordsOf(failed(code))).toBe(message);
});

test('a failure at an address that is not public is reported in the same words, whatever it was', () => {
  const words = ['ECONNREFUSED', 'HPE_INVALID_CONSTANT', 'CERT_HAS_EXPIRED', 'ETIMEDOUT'].map((code) => noAnswer(failed(code)));
  expect(new Set(words.map(({ code, message }) => `${code} ${message}`))).toEqual(new Set(['UNREACHABLE The connection failed.']));
});
