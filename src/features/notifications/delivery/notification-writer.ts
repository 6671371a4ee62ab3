import type { EntityManager } from '@mikro-orm/postgresql';
import type { MailAttachment, Mailer } from '../../../platform/mail/mail.ts';
import type { MessageParams } from '../../../platform/messages/messages.ts';
import { WorkspaceEntity } from '../../workspaces/workspace/workspace.entity.ts';
import { notificationEmail } from './notification-email.ts';
import { NOTIFICATION_KINDS } from '../notification.states.ts';
import type { NotificationKind } from '../notification.states.ts';
import type { UnsubscribeTokens } from './unsubscribe-tokens.ts';

/** An event that people are notified of. */
export interface Occurrence {
  readonly kind: NotificationKind;
  /** Identifies the event: nobody is notified twice of one key. */
  readonly key: string;
  /** Ids of users. Those who are not members any longer are left out. */
  readonly people: readonly string[];
  /** The object that the event is about. */
  readonly subjectId: string | null;
  readonly params: MessageParams;
  /** The file of its emails, if there is one; called only when somebody receives an email. */
  readonly attachment?: (em: EntityManager) => Promise<MailAttachment | undefined>;
}

interface EmailReader {
  readonly user_id: string;
  readonly email: string;
  readonly locale: string | null;
}

/** Writes notifications and queues their emails in a transaction of the caller, who acts in the workspace: once per event and person. */
export class NotificationWriter {
  constructor(
    private readonly mailer: Mailer,
    private readonly tokens: UnsubscribeTokens,
    /** Base URL of the web client, without a trailing slash. */
    private readonly settings: { readonly appUrl: string },
  ) {}

  async write(em: EntityManager, workspaceId: string, { kind, key, people, subjectId, params, attachment }: Occurrence): Promise<void> {
    if (people.length === 0) return;
    const { channel } = NOTIFICATION_KINDS[kind];
    const readers = await em.execute<EmailReader[]>('select * from add_notifications(?, ?, ?, ?::uuid[], ?, ?, ?::jsonb)', [
      workspaceId,
      kind,
      key,
      `{${people.join(',')}}`,
      channel,
      subjectId,
      JSON.stringify(params),
    ]);
    if (readers.length === 0) return;
    const workspace = await em.findOne(WorkspaceEntity, { id: workspaceId });
    const { appUrl } = this.settings;
    const attached = readers.length > 0 ? await attachment?.(em) : undefined;
    for (const { user_id: userId, email: to, locale } of readers) {
      const unsubscribeUrl = this.tokens.urlOf({ userId, kind });
      const reader = { to, locale, workspaceLocale: workspace?.locale, unsubscribeUrl };
      await this.mailer.post(em, notificationEmail({ ...reader, kind, params, appUrl, ...(attached && { attachments: [attached] }) }));
    }
  }
}
