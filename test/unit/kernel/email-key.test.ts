import { expect, test } from 'vitest';
import { emailKey } from '../../../src/platform/text/email-key.ts';

test.each([
  ['Ada@Example.org', 'ada@example.org'],
  ['  ada@example.org ', 'ada@example.org'],
  ['ada＠example.org', 'ada@example.org'],
  ['Zoe\u0308@example.org', 'zoë@example.org'],
  ['ada@MÜLLER.example', 'ada@müller.example'],
  ['ada@xn--mller-kva.example', 'ada@müller.example'],
])('%j is kept as %j', (email, key) => expect(emailKey(email)).toBe(key));

test.each([
  ['ada@example.org', 'ada+films@example.org'],
  ['ada@example.org', 'аda@example.org'],
  ['ada@example.org', 'ada@example.com'],
])('%j and %j are two mailboxes', (one, other) => expect(emailKey(one)).not.toBe(emailKey(other)));

test.each(['', '@', 'nobody', 'a@b@c', 'ada@exa mple', 'ada@[::1'])('what is no address (%j) does no harm', (text) =>
  expect(emailKey(text)).toBe(text),
);
