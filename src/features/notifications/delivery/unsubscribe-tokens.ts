import type { Encryption } from '../../../platform/secrets/encryption.ts';
import { isNotificationKind } from '../notification.states.ts';
import type { NotificationKind } from '../notification.states.ts';

/** Emails of one kind to one person. */
export interface Subscribed {
  readonly userId: string;
  readonly kind: NotificationKind;
}

const CONTEXT = 'unsubscribe';

/**
 * Tokens in the links that end emails of a kind. They are encrypted instead of stored: nobody can guess one, and it tells nothing. They stop
 * working when the key that encrypted them is removed; the person then uses the settings.
 */
export class UnsubscribeTokens {
  constructor(
    private readonly encryption: Pick<Encryption, 'encrypt' | 'decrypt'>,
    /** Base URL of this API, without a trailing slash. */
    private readonly settings: { readonly publicUrl: string },
  ) {}

  urlOf({ userId, kind }: Subscribed): string {
    return `${this.settings.publicUrl}/unsubscribe/${this.encryption.encrypt(`${userId} ${kind}`, CONTEXT)}`;
  }

  /** What a token contains; undefined for an invalid one. */
  read(token: string): Subscribed | undefined {
    try {
      const [userId = '', kind = ''] = this.encryption.decrypt(token, CONTEXT).split(' ');
      return isNotificationKind(kind) ? { userId, kind } : undefined;
    } catch {
      return undefined;
    }
  }
}
