import { withoutLinks } from '../../../platform/text/mailed-text.ts';
import type { Role } from '../../../kernel/role.ts';
import type { Mail } from '../../../platform/mail/mail.ts';

export interface InvitationEmail {
  readonly to: string;
  readonly workspace: string;
  /** The verified address of the inviting person; undefined where verification is not required and theirs is not verified. */
  readonly sender: string | undefined;
  readonly role: Role;
  readonly token: string;
  readonly expiresAt: Date;
  /** Base URL of the web client, without a trailing slash. */
  readonly appUrl: string;
}

/**
 * The email of an invitation. Its reader may not know Reelwright, so the only text in it that other people wrote is the workspace's name,
 * without links and not in the subject.
 */
export const invitationEmail = ({ to, workspace, sender, role, token, expiresAt, appUrl }: InvitationEmail): Mail => ({
  to,
  subject: 'Invitation to a workspace',
  text: [
    `${sender ?? 'A member'} invites you to the workspace “${withoutLinks(workspace)}”, as ${role}. Sign in or register with this address, and accept here:`,
    `${appUrl}/invitation#token=${token}`,
    `The link works once, until ${expiresAt.toISOString().slice(0, 16).replace('T', ' ')} UTC. If you do not know the sender, do nothing.`,
    'Reelwright',
    '',
  ].join('\n\n'),
});
