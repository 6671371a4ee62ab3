import type { Role } from '../../kernel/role.ts';
import type { Mail } from '../../platform/mail/mail.ts';

export interface InvitationLetter {
  readonly to: string;
  readonly workspace: string;
  /** Of whoever invites. */
  readonly name: string;
  readonly role: Role;
  readonly token: string;
  readonly expiresAt: Date;
  /** The web client that the link leads to, without a slash at the end. */
  readonly appUrl: string;
}

/** Read by somebody who may never have heard of us. Names are other people's words; the token stands behind a `#`, so that no server's log sees it. */
export const invitationLetter = ({ to, workspace, name, role, token, expiresAt, appUrl }: InvitationLetter): Mail => ({
  to,
  subject: `Invitation to “${workspace}”`,
  text: [
    `“${name}” invites you to the workspace “${workspace}”, as ${role}. Sign in or register with this address, and accept here:`,
    `${appUrl}/invitation#token=${token}`,
    `The link works once, until ${expiresAt.toISOString().slice(0, 16).replace('T', ' ')} UTC. If you do not know the sender, do nothing.`,
    'Reelwright',
    '',
  ].join('\n\n'),
});
