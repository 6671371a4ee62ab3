import { emailKey } from '../../../platform/text/email-key.ts';
import { ReelwrightError } from '../../../kernel/errors.ts';
import type { FindInvitation, MayRegister } from '../identity.events.ts';

type Registration = 'open' | 'invite' | 'closed';

/** Decides who may register, and which workspace they are invited to. */
export const mayRegister =
  (registrationOf: () => Promise<Registration>, findInvitation: FindInvitation): MayRegister =>
  async (scope, { email, invitationToken }) => {
    const registration = await registrationOf();
    if (registration === 'closed') throw new ReelwrightError('FORBIDDEN', 'Registration is closed.');
    if (invitationToken) return findInvitation(scope, { token: invitationToken, emailKey: emailKey(email) });
    if (registration === 'invite') throw new ReelwrightError('FORBIDDEN', 'Registration requires an invitation.');
    return undefined;
  };
