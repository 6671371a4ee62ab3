import { GraphQLDateTime, GraphQLJSON } from 'graphql-scalars';
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { connectionType } from '../../platform/graphql/types/connection.ts';
import { enumType } from '../../platform/graphql/types/enum.ts';
import { OneOfField, ReferenceField, TimeRangeInput, listArgs } from '../../platform/graphql/types/list-args.ts';
import { NodeType } from '../../platform/graphql/types/node.ts';
import type { NotificationFilter, NotificationOrderField } from './notification.read.ts';
import type { MarkNotificationsRead, NotificationSetting } from './notification.service.ts';
import { KIND_NAMES, NOTIFICATION_CHANNELS, NOTIFICATION_KINDS } from './notification.states.ts';
import type { NotificationChannel, NotificationKind } from './notification.states.ts';

const NotificationKindEnum = enumType(
  KIND_NAMES,
  'NotificationKind',
  'What a notification is about. Each kind has its own setting.',
  Object.fromEntries(KIND_NAMES.map((kind) => [kind, NOTIFICATION_KINDS[kind].about])) as Record<NotificationKind, string>,
);

const NotificationChannelEnum = enumType(NOTIFICATION_CHANNELS, 'NotificationChannel', 'How you receive notifications of a kind.', {
  BOTH: 'In the list of notifications, and by email once your address is verified.',
  EMAIL: 'By email only, once your address is verified.',
  IN_APP: 'In the list of notifications only.',
  OFF: 'Not at all: no notifications of the kind are created.',
});

@ObjectType('Notification', { implements: NodeType, description: 'An event that you are notified of. It is deleted after 90 days.' })
export class NotificationType implements NodeType {
  id!: string;
  @Field(() => NotificationKindEnum, { description: 'What the notification is about.' }) kind!: NotificationKind;
  @Field(() => ID, {
    nullable: true,
    description:
      'The id of the object that the notification is about: the job, the batch, the asset under review, the invitation, or the person who joined. Null for kinds that are about the workspace.',
  })
  subjectId!: string | null;
  @Field(() => GraphQLJSON, {
    description: 'The values of the placeholders in the messages of the kind, such as names and numbers, as a JSON object.',
  })
  params!: object;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'The time at which you marked the notification as read. Null before that.' })
  readAt!: Date | null;
  @Field(() => GraphQLDateTime, { description: 'The time at which the notification was created, seconds after its event.' })
  createdAt!: Date;
}

export const NotificationConnectionType = connectionType('Notification', () => NotificationType);

@InputType('NotificationFilter', { description: 'Restricts a list of notifications. A notification must match all given fields.' })
class NotificationFilterInput extends TimeRangeInput implements NotificationFilter {
  @OneOfField(NotificationKindEnum, 'kinds') kind?: NotificationKind[] | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'True: only unread {items}. False: only {items} that were read. When omitted or null, both match.',
  })
  unread?: boolean | null;
  @ReferenceField('of the workspace') workspaceId?: string | null;
}

export const NotificationListArgs = listArgs<NotificationFilterInput, NotificationOrderField>('Notification', NotificationFilterInput, {
  CREATED_AT: 'The time at which the notification was created.',
});

@ObjectType('NotificationEvent', { description: 'An event of the subscription `notifications`.' })
export class NotificationEventType {
  @Field(() => String, {
    description: 'The position of the event. Pass it as `after` to `notifications` to receive only later notifications.',
  })
  cursor!: string;
  notificationId!: string | null;
}

@ObjectType('NotificationSetting', { description: 'How you receive notifications of one kind.' })
export class NotificationSettingType implements NotificationSetting {
  @Field(() => NotificationKindEnum, { description: 'The kind of the notifications.' }) kind!: NotificationKind;
  @Field(() => NotificationChannelEnum, { description: 'How you receive notifications of the kind: as you have chosen, or by default.' })
  channel!: NotificationChannel;
  @Field(() => NotificationChannelEnum, { description: 'How people receive notifications of the kind who have chosen nothing.' })
  defaultChannel(): NotificationChannel {
    return NOTIFICATION_KINDS[this.kind].channel;
  }
}

@InputType({ description: 'The notifications to mark as read. Exactly one of the fields must be given.' })
export class MarkNotificationsReadInput implements MarkNotificationsRead {
  @Field(() => [ID], {
    nullable: true,
    description:
      'The ids of 1 to 100 notifications. Unknown ids change nothing, like those of other people. When omitted or null, `all` must be true.',
  })
  ids?: string[] | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'True marks all of your notifications. When omitted, null or false, `ids` must be given.',
  })
  all?: boolean | null;
}

@InputType({ description: 'How to receive notifications of one kind.' })
class NotificationSettingInput implements NotificationSetting {
  @Field(() => NotificationKindEnum, { description: 'The kind of the notifications.' }) kind!: NotificationKind;
  @Field(() => NotificationChannelEnum, { description: 'How to receive them from now on.' }) channel!: NotificationChannel;
}

@InputType({ description: 'How to receive notifications of some kinds.' })
export class UpdateNotificationSettingsInput {
  @Field(() => [NotificationSettingInput], {
    description: 'The settings to change, at least one, each kind at most once. Other kinds are unchanged.',
  })
  settings!: NotificationSettingInput[];
}
