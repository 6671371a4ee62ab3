import type { Database } from '../../../platform/database/database.ts';
import type { MessageHandler } from '../../../platform/queue/queue.ts';
import type { PasswordResetPayload } from './password-reset.queue.ts';
import type { PasswordService } from './password.service.ts';

export interface PasswordResetParts {
  readonly database: Database;
  readonly passwords: PasswordService;
}

/** Sends the password reset email, in a worker. */
export const passwordResetHandler =
  ({ database, passwords }: PasswordResetParts): MessageHandler<PasswordResetPayload> =>
  async (payload, { signal }) => {
    const scope = database.systemScope(signal);
    try {
      await passwords.sendReset(scope, payload);
    } finally {
      await scope.close();
    }
  };
