import { expect, test } from 'vitest';
import { isAuthority } from '../../../../src/platform/openid/openid-provider.ts';

const GOOGLE = 'https://accounts.google.com';

test.each<[string, string, string, string | undefined, string[], boolean]>([
  ['Google for gmail.com', GOOGLE, 'ada@gmail.com', undefined, [], true],
  ['Google for gmail.com in capitals', GOOGLE, 'Ada@GMAIL.com', undefined, [], true],
  ['Google for a Workspace account', GOOGLE, 'ada@firm.example', 'firm.example', [], true],
  ['Google for any other address', GOOGLE, 'ada@firm.example', undefined, [], false],
  ['Google for a domain that only ends alike', GOOGLE, 'ada@notgmail.com', undefined, [], false],
  ['another issuer for gmail.com', 'https://login.example.org', 'ada@gmail.com', undefined, [], false],
  ['another issuer that claims hd', 'https://login.example.org', 'ada@firm.example', 'firm.example', [], false],
  ['another issuer for its configured domain', 'https://login.example.org', 'ada@firm.example', undefined, ['firm.example'], true],
  ['another issuer for a subdomain of it', 'https://login.example.org', 'ada@x.firm.example', undefined, ['firm.example'], false],
  ['another issuer for all domains', 'https://login.example.org', 'ada@gmail.com', undefined, ['*'], true],
])('%s decides who owns an address', (_, issuer, email, hd, domains, expected) => {
  expect(isAuthority(issuer, email, hd, domains)).toBe(expected);
});
