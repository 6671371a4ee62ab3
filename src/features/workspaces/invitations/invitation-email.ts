import { withoutLinks } from '../../../platform/text/mailed-text.ts';
import type { Role } from '../../../kernel/role.ts';
import type { Mail } from '../../../platform/mail/mail.ts';

export interface InvitationEmail {
  readonly to: string;
  readonly workspace: string;
  /** The verified address of the inviting person; undefined where none is needed and theirs is not verified. */
  readonly sender: string | undefined;
  readonly role: Role;
  readonly token: string;
  readonly expiresAt: Date;
  /** Base URL of the web client, without a trailing slash. */
  readonly appUrl: string;
}

/** The reader may not know Reelwright: of text that other people wrote it contains the workspace's name only, without links, and not in the subject. */
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
