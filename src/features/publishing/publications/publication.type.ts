import { GraphQLDateTime, GraphQLSafeInt } from 'graphql-scalars';
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { connectionType } from '../../../platform/graphql/types/connection.ts';
import { enumType } from '../../../platform/graphql/types/enum.ts';
import { IdempotencyKey } from '../../../platform/graphql/types/idempotency-key.ts';
import { OneOfField, ReferenceField, TimeRangeInput, listArgs } from '../../../platform/graphql/types/list-args.ts';
import { NodeType } from '../../../platform/graphql/types/node.ts';
import { PrivacyEnum } from './privacy.type.ts';
import type { PublishVideo } from './publication.input.ts';
import type { PublicationFilter, PublicationOrderField } from './publication.read.ts';
import { PUBLICATION_STATUSES, PUBLICATION_WARNINGS } from './publication.states.ts';
import type { Privacy, PublicationFailure, PublicationStatus, PublicationWarning } from './publication.states.ts';

const PublicationStatusEnum = enumType(PUBLICATION_STATUSES, 'PublicationStatus', 'The state of a publication.', {
  CANCELED: 'The job was canceled before the film was published. An upload that had ended stays at the channel.',
  DEFERRED: 'The upload waits for `Publication.deferredUntil`, because a quota is used up. It becomes UPLOADING by itself.',
  FAILED: 'The film was not published; `Publication.failure` says why. `retryJob` continues where the upload ended.',
  PROCESSING: 'The film is uploaded, and the platform processes it. It becomes PUBLISHED, SCHEDULED or FAILED.',
  PUBLISHED: 'The film is at the channel, with the privacy of `Publication.privacy`. This is final.',
  QUEUED: 'The job has not begun. It becomes UPLOADING when a worker is free.',
  SCHEDULED: 'The film is uploaded, and the platform makes it public at `Publication.publishAt`. It becomes PUBLISHED then.',
  UPLOADING: 'The film is being sent to the channel. It becomes PROCESSING or PUBLISHED.',
});
const PublicationWarningEnum = enumType(
  PUBLICATION_WARNINGS,
  'PublicationWarning',
  'What differs from the request in a film that was published all the same.',
  {
    CAPTIONS_REFUSED: 'The platform has refused the captions; the log of the job says why.',
    PLAYLIST_REFUSED: 'The platform has refused to add the film to the playlist; the log of the job says why.',
    PRIVACY_DIFFERS: 'The platform gave the film another privacy than the requested one.',
    THUMBNAIL_REFUSED:
      'The platform has refused the thumbnail; the log of the job says why. YouTube demands that the channel is verified by telephone.',
  },
);

@ObjectType('PublicationFailure', { description: 'Why a film was not published.' })
class PublicationFailureType implements PublicationFailure {
  @Field(() => String, { description: 'A stable code, for example `RECONNECT_NEEDED`; docs/errors.md lists the codes.' }) code!: string;
  @Field(() => String, { description: 'What went wrong, for people.' }) message!: string;
  @Field(() => String, { nullable: true, description: 'What you can do about it. Null when there is no advice.' }) hint!: string | null;
}

@ObjectType('Publication', { implements: NodeType, description: 'A film at a channel, as it was requested and as it was published.' })
export class PublicationType implements NodeType {
  id!: string;
  @Field(() => PublicationStatusEnum, { description: 'The state of the publication.' }) status!: PublicationStatus;
  @Field(() => String, { description: 'The title of the film.' }) title!: string;
  @Field(() => String, {
    description:
      'The description of the film with the credits of its stock pictures and clips. Empty when none was given and there is nothing to credit.',
  })
  description!: string;
  @Field(() => [String], { description: 'The tags of the film, in the given order. Empty when none were given.' }) tags!: string[];
  @Field(() => String, {
    nullable: true,
    description: 'The address of the film. Null until it is uploaded. The address of an object in a bucket may need credentials.',
  })
  url!: string | null;
  @Field(() => PrivacyEnum, { description: 'The privacy that was requested.' }) requestedPrivacy!: Privacy;
  @Field(() => PrivacyEnum, {
    nullable: true,
    description: 'The privacy that the platform gave the film. Null until it is uploaded, and when the platform reports none.',
  })
  privacy!: Privacy | null;
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The time at which the platform makes the film public. Null for a film without a schedule.',
  })
  publishAt!: Date | null;
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The time at which the film was published with its privacy. Null before.',
  })
  publishedAt!: Date | null;
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The time at which work continues that waits for a quota. Null when nothing waits.',
  })
  deferredUntil!: Date | null;
  @Field(() => GraphQLSafeInt, {
    nullable: true,
    description: 'Views of the film at `statisticsAt`. Null before the first count, and for buckets.',
  })
  views!: number | null;
  @Field(() => GraphQLSafeInt, {
    nullable: true,
    description: 'Likes of the film at `statisticsAt`. Null before the first count, and when hidden.',
  })
  likes!: number | null;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'The time of the last count of views and likes. Null before the first.' })
  statisticsAt!: Date | null;
  @Field(() => [PublicationWarningEnum], {
    description: 'What differs from the request, in the order of its discovery. Empty when nothing does.',
  })
  warnings!: readonly PublicationWarning[];
  @Field(() => PublicationFailureType, { nullable: true, description: 'Why the film was not published. Null unless `status` is FAILED.' })
  failure!: PublicationFailure | null;
  @Field(() => GraphQLDateTime, { description: 'The time at which the publication was requested.' }) createdAt!: Date;
}

export const PublicationConnectionType = connectionType('Publication', () => PublicationType);

@InputType('PublicationFilter', { description: 'Restricts a list of publications. A publication must match all given fields.' })
class PublicationFilterInput extends TimeRangeInput implements PublicationFilter {
  @OneOfField(PublicationStatusEnum, 'statuses') status?: PublicationStatus[] | null;
  @ReferenceField('at the channel') channelId?: string | null;
  @ReferenceField('of the film') assetId?: string | null;
}

export const PublicationListArgs = listArgs<PublicationFilterInput, PublicationOrderField>('Publication', PublicationFilterInput, {
  CREATED_AT: 'The time at which the publication was requested.',
});

@InputType({ description: 'A film to publish, the channel, and how the channel shows the film.' })
export class PublishVideoInput implements PublishVideo {
  @Field(() => ID, { description: 'The id of a CONNECTED channel.' }) channelId!: string;
  @Field(() => ID, { description: 'The id of a READY asset of the kind VIDEO, of the same workspace.' }) assetId!: string;
  @Field(() => String, { description: 'The title: 1 to 100 characters without `<` and `>` at YouTube, 1 to 200 characters elsewhere.' })
  title!: string;
  @Field(() => String, {
    nullable: true,
    description:
      'The description, at most 5,000 bytes without `<` and `>` at YouTube. When omitted or null, it is empty. The credits of stock pictures and clips, `Asset.attribution`, are added as far as there is room.',
  })
  description?: string | null;
  @Field(() => [String], {
    nullable: true,
    description: 'Tags, together at most 500 characters at YouTube. When omitted or null, there are none.',
  })
  tags?: string[] | null;
  @Field(() => String, {
    nullable: true,
    description:
      "The number of a category of YouTube, for example `27` for education. When omitted or null, YouTube's own default applies.",
  })
  categoryId?: string | null;
  @Field(() => PrivacyEnum, { nullable: true, description: 'Who can see the film. When omitted or null, PRIVATE.' })
  privacy?: Privacy | null;
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description:
      'The time at which YouTube makes the film public: a minute to two years from now, with the privacy PRIVATE. When omitted or null, the film has its privacy at once.',
  })
  publishAt?: Date | null;
  @Field(() => String, {
    nullable: true,
    description: 'The id of a playlist of the channel, which needs the feature PLAYLIST. When omitted or null, the film is added to none.',
  })
  playlistId?: string | null;
  @Field(() => ID, {
    nullable: true,
    description:
      'The id of a READY asset of the kind IMAGE: JPEG or PNG, at most 50 MiB. When omitted or null, YouTube chooses a frame of the film.',
  })
  thumbnailAssetId?: string | null;
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether the captions of the film are sent along, which needs the feature CAPTIONS. When omitted or null, they are where the film has captions and the channel has the feature.',
  })
  captions?: boolean | null;
  @Field(() => Boolean, { description: 'Whether the film is made for children, which the owner of a channel must declare by law.' })
  madeForKids!: boolean;
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether YouTube labels the film as altered or synthetic. When omitted or null, true.',
  })
  syntheticMedia?: boolean | null;
  @IdempotencyKey() idempotencyKey?: string | null;
}
