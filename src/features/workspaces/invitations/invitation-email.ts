import { withoutLinks } from '../../../platform/text/mailed-text.ts';
import type { Role } from '../../../kernel/role.ts';
import { localizedMail } from '../../../platform/messages/localized-mail.ts';
import type { LocalizedMail } from '../../../platform/mail/mail.ts';
import { formatDateTime } from '../../../platform/messages/locale.ts';

export interface InvitationEmail {
  readonly to: string;
  /** BCP 47 tag of the person, if they have an account. */
  readonly locale: string | null | undefined;
  readonly workspaceLocale: string | null | undefined;
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
export const invitationEmail = ({
  to,
  locale: tag,
  workspaceLocale,
  workspace,
  sender,
  role,
  token,
  expiresAt,
  appUrl,
}: InvitationEmail): LocalizedMail =>
  localizedMail({ email: to, locale: tag, workspaceLocale }, 'invitation.subject', (say, locale) => [
    say('invitation.reason', {
      sender: sender ?? say('invitation.someMember'),
      workspace: withoutLinks(workspace),
      role: say(`role.${role}`),
    }),
    `${appUrl}/invitation#token=${token}`,
    say('invitation.validity', { until: formatDateTime(locale, expiresAt) }),
  ]);
