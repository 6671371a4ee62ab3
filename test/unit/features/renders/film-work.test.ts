import { expect, test } from 'vitest';
import { tellCollected } from '../../../../src/features/renders/film-work.ts';
import { notFound, ReelwrightError } from '../../../../src/kernel/errors.ts';

const away = new ReelwrightError('UNAVAILABLE', 'The object store does not answer.');
const unknown = new Error('something else');

test('an object that is not there any more is a failure with a code of its own, and every other trouble stays what it is', () => {
  expect(() => tellCollected(notFound('Stored file'))).toThrow(
    expect.objectContaining({ name: 'Failure', code: 'ARTIFACT_GONE', retryable: true }) as Error,
  );
  expect(() => tellCollected(away)).toThrow(away);
  expect(() => tellCollected(unknown)).toThrow(unknown);
});
