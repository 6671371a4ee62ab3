import { NotificationConsumer } from '../features/notifications/events/notification-consumer.service.ts';
import { NotificationFeed } from '../features/notifications/notification-feed.ts';
import { notificationHooks } from '../features/notifications/events/notification-hooks.ts';
import { SlotNotifications } from '../features/notifications/events/slot-notifications.service.ts';
import { NotificationService } from '../features/notifications/notification.service.ts';
import { NotificationWriter } from '../features/notifications/delivery/notification-writer.ts';
import { UnsubscribeTokens } from '../features/notifications/delivery/unsubscribe-tokens.ts';
import type { Log } from '../kernel/log.ts';
import { senderAddress } from '../platform/mail/mail.ts';
import type { Mailer } from '../platform/mail/mail.ts';
import type { Mutations } from '../platform/mutation/mutations.ts';
import type { Encryption } from '../platform/secrets/encryption.ts';
import type { Config } from './config.ts';
import type { Platform } from './platform.ts';

interface Ground {
  readonly platform: Pick<Platform, 'database' | 'pubsub'>;
  readonly config: Pick<Config, 'appUrl' | 'publicUrl' | 'mail'>;
  readonly mutations: Mutations;
  readonly mailer: Mailer;
  readonly encryption: Encryption;
  readonly log: Log;
}

/** Services about notifications. */
export function openNotifications({ platform: { database, pubsub }, config, mutations, mailer, encryption, log }: Ground) {
  const tokens = new UnsubscribeTokens(encryption, config);
  const writer = new NotificationWriter(mailer, tokens, config);
  const slotNotifications = new SlotNotifications(database, writer, { sender: senderAddress(config.mail.from), log });
  return {
    notifications: new NotificationService(mutations, tokens),
    notificationFeed: new NotificationFeed(pubsub, database, log),
    notificationConsumer: new NotificationConsumer(database, writer, slotNotifications.endedByEngine, log),
    notificationHooks: notificationHooks(writer),
    slotNotifications,
  };
}
