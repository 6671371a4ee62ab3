import { GraphQLDateTime } from 'graphql-scalars';
import { MaxLength } from 'class-validator';
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { enumType } from '../../../platform/graphql/types/enum.ts';
import { NodeType } from '../../../platform/graphql/types/node.ts';
import type { ConnectBucket } from './bucket-connection.service.ts';
import { CHANNEL_FEATURES, CHANNEL_STATUSES, PUBLISH_TARGETS, RECONNECT_REASONS } from './channel.states.ts';
import type { ChannelFeature, ChannelStatus, PublishTargetName, ReconnectReason } from './channel.states.ts';
import type { CompleteYouTube, ConnectYouTube } from './youtube-connection.service.ts';

/** Maximum characters of a text from Google; codes have some hundred. */
const MAX_TEXT_LENGTH = 4_096;
const TOO_LONG = { message: `Must have at most ${MAX_TEXT_LENGTH} characters.` };

const PublishTargetEnum = enumType(PUBLISH_TARGETS, 'PublishTarget', 'Where a channel publishes films.', {
  BUCKET: 'A bucket of an S3-compatible object store, which receives the files of films.',
  YOUTUBE: 'A channel at YouTube.',
});
const ChannelStatusEnum = enumType(CHANNEL_STATUSES, 'ChannelStatus', 'Whether a channel can publish.', {
  CONNECTED: 'Films can be published to the channel.',
  RECONNECT_NEEDED: 'The target refuses the stored credentials; `Channel.reconnectReason` says why. Connect the channel again.',
});
const ReconnectReasonEnum = enumType(RECONNECT_REASONS, 'ReconnectReason', 'Why a channel must be connected again.', {
  ACCESS_DENIED: 'The bucket refuses the keys.',
  ACCOUNT_SUSPENDED: 'The Google account has no channel any longer, or is suspended or closed.',
  CREDENTIALS_UNREADABLE: 'The installation has lost the key that decrypts the stored credentials.',
  GRANT_REVOKED:
    'The owner has withdrawn the grant, or Google has ended it: after six months without use, or after seven days while the consent screen of the installation is in testing.',
  SCOPE_MISSING: 'The owner has not granted a right that publishing needs.',
});
const ChannelFeatureEnum = enumType(CHANNEL_FEATURES, 'ChannelFeature', 'What a channel can do, by its target and the granted rights.', {
  CAPTIONS: 'Captions are sent along with films.',
  PLAYLIST: 'Films can be added to a playlist.',
  SCHEDULE: 'Films can become public at a later time.',
  STATISTICS: 'Views and likes of films are read.',
  THUMBNAIL: 'Films can have a thumbnail of their own.',
  UPLOAD: 'Films can be published.',
});

@ObjectType('Channel', {
  implements: NodeType,
  description: 'A channel at YouTube, or a bucket, to which a workspace publishes films. Its tokens and keys are never shown.',
})
export class ChannelType implements NodeType {
  id!: string;
  @Field(() => PublishTargetEnum, { description: 'Where the channel publishes films.' }) target!: PublishTargetName;
  @Field(() => String, { description: 'The name of the channel at YouTube, or the name that was given to the bucket.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'The page of the channel. Null for a bucket.' }) url!: string | null;
  @Field(() => ChannelStatusEnum, { description: 'Whether the channel can publish.' }) status!: ChannelStatus;
  @Field(() => ReconnectReasonEnum, {
    nullable: true,
    description: 'Why the channel must be connected again. Null unless `status` is RECONNECT_NEEDED.',
  })
  reconnectReason!: ReconnectReason | null;
  @Field(() => [ChannelFeatureEnum], { description: 'What the channel can do, in no particular order.' })
  features!: readonly ChannelFeature[];
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The time until which YouTube accepts no more uploads of the channel. Null when it never refused one.',
  })
  uploadsBlockedUntil!: Date | null;
  @Field(() => GraphQLDateTime, { description: 'The time at which the channel was first connected.' }) createdAt!: Date;
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The time at which the channel was disconnected. Null while it is connected.',
  })
  deletedAt!: Date | null;
}

@InputType({ description: 'The workspace that connects a channel, and the page of your client to which the browser returns.' })
export class ConnectYouTubeInput implements ConnectYouTube {
  @Field(() => ID, { description: 'The id of the workspace that will publish to the channel.' }) workspaceId!: string;
  @Field(() => String, {
    description:
      'The page of your client to which the browser returns with `code` and `state`, or with `error`. Its origin must be allowed by the operator (PUBLISH_RETURN_ORIGINS).',
  })
  redirectUri!: string;
}

@InputType({ description: 'The values with which the browser returned from Google to your page.' })
export class CompleteYouTubeInput implements CompleteYouTube {
  @Field(() => String, { description: 'The value of `code`, at most 4,096 characters.' })
  @MaxLength(MAX_TEXT_LENGTH, TOO_LONG)
  code!: string;
  @Field(() => String, { description: 'The value of `state`, which must be the one that `connectYouTube` returned to this session.' })
  @MaxLength(MAX_TEXT_LENGTH, TOO_LONG)
  state!: string;
}

@InputType({ description: 'A bucket of an S3-compatible object store, with keys that may put objects into it.' })
export class ConnectBucketInput implements ConnectBucket {
  @Field(() => ID, { description: 'The id of the workspace that will publish to the bucket.' }) workspaceId!: string;
  @Field(() => String, {
    nullable: true,
    description: 'The name of the channel, 1 to 100 characters. When omitted or null, the name of the bucket.',
  })
  name?: string | null;
  @Field(() => String, {
    description:
      'The URL of the object store without a path, such as `https://s3.eu-central-1.amazonaws.com`. Its address must be public, or in a range that the operator allows (PUBLISH_ALLOW_CIDRS).',
  })
  endpoint!: string;
  @Field(() => String, { nullable: true, description: 'The region of the bucket. When omitted or null, `us-east-1`.' }) region?:
    string | null;
  @Field(() => String, { description: 'The name of the bucket, 3 to 63 characters.' }) bucket!: string;
  @Field(() => String, {
    nullable: true,
    description:
      'A folder for the films, which must end with a slash, such as `films/`. When omitted or null, films are stored at the top.',
  })
  prefix?: string | null;
  @Field(() => String, { description: 'The access key. It needs the right `s3:PutObject` alone.' }) accessKey!: string;
  @Field(() => String, { description: 'The secret key. It is encrypted and never shown.' }) secretKey!: string;
}
