import { expect, test } from 'vitest';
import {
  ERROR_CODES,
  ReelwrightError,
  assertQuota,
  badInput,
  notConfigured,
  notFound,
  unauthenticated,
} from '../../../../../src/kernel/errors.ts';
import type { ErrorCode } from '../../../../../src/kernel/errors.ts';
import { errorMessage } from '../../../../../src/platform/graphql/errors/error-message.ts';
import { LOCALES } from '../../../../../src/platform/messages/locale.ts';
import { messageText } from '../../../../../src/platform/messages/messages.ts';

const quotaExceeded = (resetsAt: Date | null): unknown => {
  try {
    return assertQuota(3, 2, 'Too many webhooks.', resetsAt);
  } catch (error) {
    return error;
  }
};
const midnight = new Date('2026-11-30T08:00:00Z');

test.each<[string, unknown, string, object]>([
  ['without details', notFound('Job'), 'error.NOT_FOUND', {}],
  ['with a reason', unauthenticated('EXPIRED', 'Over.'), 'error.UNAUTHENTICATED.EXPIRED', { reason: 'EXPIRED' }],
  ['of a field', badInput('input.title', 'Too long.'), 'error.BAD_USER_INPUT.fields', { fields: 'input.title' }],
  ['of an input without fields', new ReelwrightError('BAD_USER_INPUT', 'No.'), 'error.BAD_USER_INPUT', {}],
  ['of a quota', quotaExceeded(null), 'error.QUOTA_EXCEEDED.limit', { limit: 2 }],
  ['of a daily quota', quotaExceeded(midnight), 'error.QUOTA_EXCEEDED.limit', { limit: 2, resetsAt: '2026-11-30T08:00:00.000Z' }],
  [
    'of a setting',
    notConfigured('No mail.', ['SMTP_URL', 'MAIL_FROM']),
    'error.NOT_CONFIGURED.variables',
    { variables: 'SMTP_URL, MAIL_FROM' },
  ],
  ['of no known setting', notConfigured('No mail.', []), 'error.NOT_CONFIGURED', {}],
  [
    'of credits',
    new ReelwrightError('INSUFFICIENT_CREDITS', 'Too few.', { details: { required: 2, available: 1 } }),
    'error.INSUFFICIENT_CREDITS.required',
    { required: 2, available: 1 },
  ],
  [
    'of a limit',
    new ReelwrightError('RATE_LIMITED', 'Slower.', { details: { retryAfterSeconds: 1 } }),
    'error.RATE_LIMITED.retryAfterSeconds',
    { retryAfterSeconds: 1 },
  ],
  ['of a socket', { code: 'RATE_LIMITED' }, 'error.RATE_LIMITED', {}],
  [
    'of slots',
    new ReelwrightError('CONFLICT', 'Overlaps.', {
      details: { conflicts: [{ index: 0 }] },
      fields: [{ path: 'input.slots.0', message: 'x' }],
    }),
    'error.CONFLICT.conflicts',
    { fields: 'input.slots.0' },
  ],
  ['of a version', new ReelwrightError('CONFLICT', 'Changed.', { details: { current: { version: 2 } } }), 'error.CONFLICT', {}],
])('the message of an error %s', (_what, error, messageKey, params) => {
  const message = errorMessage(error as ReelwrightError);
  expect(message).toEqual({ messageKey, params });
  for (const locale of LOCALES) expect(messageText(locale, message.messageKey, message.params)).not.toMatch(/[{}]|plural|#/);
});

test('every code has a text that needs no values', () => {
  for (const code of Object.keys(ERROR_CODES) as ErrorCode[]) expect(messageText('de', errorMessage({ code }).messageKey)).not.toBe('');
});
