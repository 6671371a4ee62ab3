import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { failureOf } from '../../../../src/features/jobs/step-failure.ts';

const caught = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);

test('a file that is not there is no database that is away', async () => {
  const error = await caught(readFile('/nowhere/waveform.png'));
  expect(failureOf(error)).toMatchObject({ code: 'INTERNAL', category: 'INTERNAL' });
});

test('the socket of a database that is not there is', async () => {
  const error = await caught(
    new Promise((_, reject) => {
      connect('/nowhere/.s.PGSQL.5432').once('error', reject);
    }),
  );
  expect(failureOf(error)).toMatchObject({ code: 'DATABASE_UNAVAILABLE', retryable: true });
});
