import { emailKey } from '../../../platform/text/email-key.ts';
import { ReelwrightError } from '../../../kernel/errors.ts';
import type { FindInvitation, MayRegister } from '../identity.events.ts';

export type Registration = 'open' | 'invite' | 'closed';

/** Who may make an account here, and into which workspace they are invited. */
export const mayRegister =
  (registration: Registration, findInvitation: FindInvitation): MayRegister =>
  async (scope, { email, invitationToken }) => {
    if (registration === 'closed') throw new ReelwrightError('FORBIDDEN', 'Nobody can make an account here.');
    if (invitationToken) return findInvitation(scope, { token: invitationToken, emailKey: emailKey(email) });
    if (registration === 'invite') throw new ReelwrightError('FORBIDDEN', 'An account here needs an invitation.');
    return undefined;
  };
