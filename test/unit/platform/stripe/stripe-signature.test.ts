import { createHmac, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { signatureProblem } from '../../../../src/platform/stripe/stripe-signature.ts';

const [secret, other] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')] as const;
const now = Date.UTC(2026, 10, 30);
const body = Buffer.from('{\n  "id": "evt_1"\n}');
const mac = (key: string, timestamp: number, bytes = body): string =>
  createHmac('sha256', key).update(`${timestamp}.`).update(bytes).digest('hex');
const signedAt = (seconds: number, key = secret): string => `t=${now / 1_000 + seconds},v1=${mac(key, now / 1_000 + seconds)}`;
const check = (header: string | undefined, bytes = body, secrets: readonly string[] = [secret]) =>
  signatureProblem(bytes, header, { secrets, now });

test('accepts the bytes that were signed, up to five minutes later, and a clock that is a little ahead', () => {
  for (const seconds of [0, -300, 60]) expect(check(signedAt(seconds))).toBeUndefined();
});

test.each([
  ['a header 301 s old', signedAt(-301), 'older than 300 seconds'],
  ['a header from tomorrow', signedAt(86_400), 'from the future'],
  ['another secret', signedAt(0, other), 'No signature matches'],
  ['no header', undefined, 'is missing'],
  ['a header without a time', `v1=${mac(secret, 0)}`, 'no timestamp'],
  ['a header without a signature', `t=${now / 1_000}`, 'no timestamp or no v1'],
  ['a time that is none', `t=NaN,v1=${mac(secret, 0)}`, 'no timestamp'],
  ['a signature of the old scheme alone', signedAt(0).replace('v1=', 'v0='), 'no v1'],
  ['a cut signature', signedAt(0).slice(0, -2), 'No signature matches'],
])('refuses %s', (_, header, problem) => expect(check(header)).toContain(problem));

test('refuses the same JSON in other bytes', () => {
  expect(check(signedAt(0), Buffer.from(JSON.stringify(JSON.parse(body.toString()))))).toContain('No signature matches');
});

test('accepts either secret while one is rolled, and either of two signatures', () => {
  expect(check(signedAt(0, other), body, [secret, other])).toBeUndefined();
  expect(check(`${signedAt(0, other)},v1=${mac(secret, now / 1_000)}`)).toBeUndefined();
});
