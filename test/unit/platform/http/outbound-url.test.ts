import { expect, test } from 'vitest';
import { OutboundError, readOutboundUrl } from '../../../../src/platform/http/outbound-url.ts';

test.each([
  'https://example.com/hook?x=1',
  'http://example.com',
  'https://example.com:8443/',
  'https://example.com:443/',
  'http://example.com:443/',
  'https://[2606:2800::1]/',
])('%s is spoken to', (url) => {
  expect(readOutboundUrl(url).href).toContain(new URL(url).hostname);
});

test.each([
  ['nothing', ''],
  ['no URL', 'example.com/hook'],
  ['a file', 'file:///etc/passwd'],
  ['another protocol', 'gopher://example.com/'],
  ['a script', 'javascript:alert(1)'],
  ['data', 'data:text/plain,hello'],
  ['a user', 'https://user@example.com/'],
  ['a password', 'https://:secret@example.com/'],
  ['the port of mail', 'http://example.com:25/'],
  ['the port of ssh', 'https://example.com:22/'],
  ['port 0', 'http://example.com:0/'],
  ['a port beyond all', 'http://example.com:65536/'],
  ['a broken address', 'http://[::1/'],
  ['an address of too many numbers', 'http://1.2.3.4.5/'],
  ['more than 2,000 characters', `https://example.com/${'x'.repeat(2_000)}`],
])('%s is refused', (_, url) => {
  expect(() => readOutboundUrl(url)).toThrow(OutboundError);
});

test('a refusal does not repeat what it refuses: it may hold a secret', () => {
  expect(() => readOutboundUrl('https://user:hunter2@example.com/')).toThrow(/^(?!.*hunter2)/);
});

test('a place in a redirect is read beside where it came from', () => {
  expect(readOutboundUrl('/next', new URL('https://example.com/hook')).href).toBe('https://example.com/next');
});
