import { GraphQLDateTime, GraphQLJSON, GraphQLSafeInt } from 'graphql-scalars';
import { Field, Float, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../platform/graphql/types/connection.ts';
import { enumType } from '../../platform/graphql/types/enum.ts';
import { ASSET_KINDS, ASSET_STATUSES } from './asset.entity.ts';
import type { AssetKind, AssetStatus } from './asset.entity.ts';
import { REJECTIONS, REJECTION_CODES } from './rejections.ts';
import type { RejectionCode } from './rejections.ts';
import { NodeType } from '../../platform/graphql/types/node.ts';

export const AssetKindEnum = enumType(ASSET_KINDS, 'AssetKind', 'What kind of file an asset is.', {
  AUDIO: 'A sound file.',
  CAPTION: 'A file with captions, SRT or WebVTT.',
  DOCUMENT: 'A table: an exported one, or rows for a batch in CSV or JSON Lines.',
  FONT: 'A font file.',
  IMAGE: 'A picture, such as a JPEG, PNG or WebP.',
  VIDEO: 'A film with or without sound.',
});
export const AssetStatusEnum = enumType(ASSET_STATUSES, 'AssetStatus', 'The state of an asset.', {
  DELETED: 'The asset was deleted and can be restored for 30 days.',
  PENDING: 'The file is being uploaded.',
  PROCESSING: 'The file has arrived and is being checked.',
  READY: 'The asset can be downloaded and used.',
  REJECTED: 'The file was rejected; `rejection` says why.',
});
const RejectionCodeEnum = enumType(
  REJECTION_CODES,
  'RejectionCode',
  'Why a file was rejected, and what to do about it; docs/assets.md lists all codes.',
  REJECTIONS,
);
export const DispositionEnum = enumType(['ATTACHMENT', 'INLINE'], 'Disposition', 'What a browser does with a downloaded file.', {
  ATTACHMENT: 'The browser saves the file.',
  INLINE: 'The browser shows the file if it can do so safely, and saves it otherwise.',
});

@ObjectType('Asset', { implements: NodeType, description: 'A file of a workspace: uploaded, imported, or made by a job.' })
export class AssetType implements NodeType {
  id!: string;
  @Field(() => AssetKindEnum, { description: 'What kind of file it is. The bytes decide it.' }) kind!: AssetKind;
  @Field(() => AssetStatusEnum, { description: 'The state of the asset. Only READY assets can be downloaded and used.' })
  status!: AssetStatus;
  @Field(() => String, { description: 'The display name of the asset, at most 200 characters.' }) name!: string;
  @Field(() => String, { description: 'The name of the file, with which it is downloaded.' }) fileName!: string;
  @Field(() => String, { description: 'The media type of the file, for example `video/mp4`. The bytes decide it.' }) contentType!: string;
  @Field(() => GraphQLSafeInt, { description: 'The size of the file in bytes. Until the asset is READY it is the announced size.' })
  byteSize!: number;
  @Field(() => String, { nullable: true, description: 'The SHA-256 of the bytes in hexadecimal. Null while it is not known.' }) sha256!:
    string | null;
  @Field(() => Int, { nullable: true, description: 'The width of a picture or film in pixels. Null for other kinds.' }) width!:
    number | null;
  @Field(() => Int, { nullable: true, description: 'The height of a picture or film in pixels. Null for other kinds.' }) height!:
    number | null;
  @Field(() => Int, { nullable: true, description: 'The duration of a film or sound in milliseconds. Null for other kinds.' }) durationMs!:
    number | null;
  @Field(() => Float, { nullable: true, description: 'The frame rate of a film in frames per second. Null for other kinds.' }) fps!:
    number | null;
  @Field(() => [String], { description: 'The codecs of the streams of the file, video first, for example `h264` and `aac`.' })
  codecs!: string[];
  @Field(() => [String], { description: 'The tags of the asset: at most 20, of at most 50 characters each.' }) tags!: string[];
  @Field(() => GraphQLJSON, { nullable: true, description: 'Technical metadata of the bytes; never places, devices or people.' })
  metadata!: Readonly<Record<string, unknown>> | null;
  @Field(() => Boolean, {
    description:
      'Whether a trained model (an AI) made the file or a part of it, as far as Reelwright knows; uploads are false. `provenance` says which.',
  })
  synthetic!: boolean;
  @Field(() => String, {
    nullable: true,
    description:
      'The sentences that credit the stock pictures in the asset, one in each line. Put them into the description wherever you publish it. Null when there are none.',
  })
  attribution!: string | null;
  @Field(() => RejectionCodeEnum, { nullable: true, description: 'Why the file was rejected. Null unless the status is REJECTED.' })
  rejection!: RejectionCode | null;
  @Field(() => String, { nullable: true, description: 'What was wrong with the file and how to fix it.' }) rejectionHint!: string | null;
  @Field(() => GraphQLDateTime, { description: 'The time at which the asset was created.' }) createdAt!: Date;
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The time at which the asset was deleted. Null unless its status is DELETED; it can be restored for 30 days.',
  })
  deletedAt!: Date | null;
}

export const AssetConnectionType = connectionType('Asset', () => AssetType);
