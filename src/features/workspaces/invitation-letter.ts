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
  /** Of this installation. */
  readonly publicUrl: string;
}

/** What is read by somebody who may never have heard of us. The names are other people's words, and marked as such. */
export const invitationLetter = ({ to, workspace, name, role, token, expiresAt, publicUrl }: InvitationLetter): Mail => ({
  to,
  subject: `Invitation to “${workspace}”`,
  text: `“${name}” invites you to the workspace “${workspace}” as ${role}.

Sign in with this address, or register with it, at

${publicUrl}

and accept with this token, once, until ${expiresAt.toISOString().slice(0, 16).replace('T', ' ')} UTC:

${token}

You need not answer: nothing happens without the token. Keep it to yourself.
`,
});
