import { UniqueConstraintViolationException } from '@mikro-orm/postgresql';
import { ReelwrightError } from '../../../kernel/errors.ts';

/** Turns a violated unique address into CONFLICT; rethrows every other error. */
export function rethrowAsAddressTaken(error: unknown): never {
  throw error instanceof UniqueConstraintViolationException ? addressTaken() : error;
}

export const addressTaken = () =>
  new ReelwrightError('CONFLICT', 'This email address already has an account. Sign in instead.', {
    fields: [{ path: 'input.email', message: 'This email address already has an account.' }],
  });
