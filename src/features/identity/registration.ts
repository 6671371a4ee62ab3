import { ReelwrightError } from '../../kernel/errors.ts';
import type { MayRegister } from './identity.events.ts';

export type Registration = 'open' | 'invite' | 'closed';

/** Who may make an account here. `isInvited` is asked where invitations open the door. */
export const mayRegister =
  (registration: Registration, isInvited: MayRegister = noInvitations): MayRegister =>
  async (scope, applicant) => {
    if (registration === 'closed') throw new ReelwrightError('FORBIDDEN', 'Nobody can make an account here.');
    if (registration === 'invite') await isInvited(scope, applicant);
  };

const noInvitations: MayRegister = async () => {
  throw new ReelwrightError('FORBIDDEN', 'An account here needs an invitation.');
};
