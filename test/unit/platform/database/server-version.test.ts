import { expect, test } from 'vitest';
import { StartError } from '../../../../src/kernel/start-error.ts';
import { assertServerVersion } from '../../../../src/platform/database/server-version.ts';

/** A server that says it is this version. */
const server = (number: number, version: string) => ({ execute: () => Promise.resolve([{ number, version }] as never) });

test.each([
  [150018, '15.18 (Debian 15.18-0+deb12u1)', 'PostgreSQL 18 is required; this is 15.18.'],
  [170006, '17.6', 'PostgreSQL 18 is required; this is 17.6.'],
  [90624, '9.6.24', 'PostgreSQL 18 is required; this is 9.6.24.'],
])('%d is refused in one line', async (number, version, message) => {
  await expect(assertServerVersion(server(number, version))).rejects.toEqual(new StartError(message));
});

test.each([180000, 180004, 190000])('%d is taken', async (number) => {
  await expect(assertServerVersion(server(number, '18'))).resolves.toBeUndefined();
});
