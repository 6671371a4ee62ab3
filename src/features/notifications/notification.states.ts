/** How a person receives notifications of a kind. */
export const NOTIFICATION_CHANNELS = ['IN_APP', 'EMAIL', 'BOTH', 'OFF'] as const;
export type NotificationChannel = (typeof NOTIFICATION_CHANNELS)[number];

interface KindDefinition {
  /** For people without a setting of their own. */
  readonly channel: NotificationChannel;
  /** What has happened, and who is notified; the description in the schema. */
  readonly about: string;
}

/**
 * Every kind of notification. Its texts are `notification.KIND.title` and `.text` in the catalogues; its source is a row of
 * `notification-sources.ts`, or a call of `NotificationWriter.write` in the transaction of the event.
 */
export const NOTIFICATION_KINDS = {
  INVITATION_RECEIVED: {
    // The invitation has an email of its own.
    channel: 'IN_APP',
    about: 'You were invited to a workspace. Sent to the owner of the invited address, once they have verified it.',
  },
  JOB_COMPLETED: { channel: 'IN_APP', about: 'A job is finished. Sent to the person who started it; not for jobs of batches.' },
  JOB_FAILED: { channel: 'IN_APP', about: 'A job has failed. Sent to the person who started it; not for jobs of batches.' },
  BATCH_FINISHED: { channel: 'BOTH', about: 'Every row of a batch has ended. Sent to the person who created the batch.' },
  LOW_CREDITS: {
    channel: 'BOTH',
    about: 'At most a tenth of the newest grant of credits is left. Sent to owners and administrators, once for each grant.',
  },
  PAYMENT_FAILED: { channel: 'BOTH', about: 'A payment for a plan has failed. Sent to owners and administrators.' },
  MEMBER_JOINED: { channel: 'IN_APP', about: 'A person has joined a workspace. Sent to its other owners and administrators.' },
  SPEND_NEAR: {
    channel: 'BOTH',
    about: 'Spending at providers came near to the limit of the month (80 %). Sent to owners and administrators.',
  },
  SPEND_REACHED: { channel: 'BOTH', about: 'Spending at providers has reached the limit of the month. Sent to owners and administrators.' },
  PUBLICATION_FINISHED: { channel: 'BOTH', about: 'A film is published. Sent to the person who published it.' },
  CHANNEL_RECONNECT_NEEDED: {
    channel: 'BOTH',
    about: 'A channel must be connected again before films can be published to it. Sent to owners and administrators.',
  },
  SLOT_REQUESTED: {
    channel: 'BOTH',
    about: 'A new or moved slot waits for your confirmation. Sent to its giver, once for all slots of one call.',
  },
  SLOT_BOOKED: { channel: 'BOTH', about: 'A slot was booked. Sent to its giver and its taker, except the person who booked it.' },
  SLOT_CONFIRMED: { channel: 'BOTH', about: 'A slot was confirmed. Sent to its giver and its taker, except the person who confirmed it.' },
  SLOT_DECLINED: {
    channel: 'BOTH',
    about: 'A slot was declined, or not confirmed before its time. Sent to its giver and its taker, except the person who declined it.',
  },
  SLOT_CHANGED: {
    channel: 'BOTH',
    about: 'A slot was changed, such as its time. Sent to its giver and its taker, except the person who changed it.',
  },
  SLOT_CANCELED: {
    channel: 'BOTH',
    about:
      'A slot was canceled, or its giver or taker has left the workspace. Sent to its giver and its taker, except the person who canceled it or has left.',
  },
  COMMENT_CREATED: {
    // Reviewers without an account can cause many.
    channel: 'IN_APP',
    about:
      'Somebody commented on an asset, or replied in a thread. Sent to the person who created the asset, and for replies to the members who wrote in the thread, except the author.',
  },
  REVIEW_APPROVED: { channel: 'IN_APP', about: 'An asset was approved. Sent to the person who created it, except who approved it.' },
  REVIEW_CHANGES_REQUESTED: {
    channel: 'IN_APP',
    about: 'Somebody asked for changes of an asset. Sent to the person who created it, except who asked.',
  },
  SLOT_REMINDER: { channel: 'BOTH', about: 'A booked slot begins in 24 hours, or in one hour. Sent to its giver and its taker.' },
} as const satisfies Record<string, KindDefinition>;
export type NotificationKind = keyof typeof NOTIFICATION_KINDS;

export const KIND_NAMES = Object.keys(NOTIFICATION_KINDS) as readonly NotificationKind[];

export const isNotificationKind = (kind: string): kind is NotificationKind => Object.hasOwn(NOTIFICATION_KINDS, kind);
