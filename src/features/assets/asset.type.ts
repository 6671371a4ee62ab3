import { GraphQLDateTime, GraphQLJSON, GraphQLSafeInt } from 'graphql-scalars';
import { Field, Float, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../platform/graphql/types/connection.ts';
import { enumType } from '../../platform/graphql/types/enum.ts';
import { ASSET_KINDS, ASSET_STATUSES } from './asset.entity.ts';
import type { AssetKind, AssetStatus } from './asset.entity.ts';
import { REJECTIONS, REJECTION_CODES } from './rejections.ts';
import type { RejectionCode } from './rejections.ts';
import { NodeType } from '../../platform/graphql/types/node.ts';

export const AssetKindEnum = enumType(ASSET_KINDS, 'AssetKind', 'The kind of file that an asset is.', {
  AUDIO: 'An audio file, such as an MP3 or WAV.',
  CAPTION: 'A file with captions, in SRT or WebVTT.',
  DOCUMENT: 'A table in CSV or JSON Lines, such as an exported audit log or the rows of a batch.',
  FONT: 'A font file, such as a TTF, OTF or WOFF2.',
  IMAGE: 'A picture, such as a JPEG, PNG or WebP.',
  VIDEO: 'A film or clip, with or without audio.',
});
export const AssetStatusEnum = enumType(ASSET_STATUSES, 'AssetStatus', 'The state of an asset.', {
  DELETED: 'The asset was deleted. `restoreAsset` restores it within 30 days; then the file is deleted permanently.',
  PENDING: 'The file is being uploaded. `completeUpload` makes the asset PROCESSING.',
  PROCESSING: 'The file is being checked, or imported first. The asset becomes READY or REJECTED.',
  READY: 'The file was accepted: the asset can be downloaded and used.',
  REJECTED: 'The file was not accepted; `Asset.rejection` says why, and `Asset.rejectionHint` what to do.',
});
/** Reasons that the advice for people does not repeat: its message begins with one. */
const REASONS: Partial<Record<RejectionCode, string>> = {
  ARCHIVE: 'The file is an archive.',
  BIT_DEPTH_TOO_HIGH: 'The picture or film has too many bits per channel.',
  CAPTIONS_INVALID: 'The captions cannot be read.',
  DOCUMENT_INVALID: 'The table cannot be read.',
  FRAME_RATE_TOO_HIGH: 'The film has too many frames per second.',
  TOO_LARGE: 'The file has more bytes than its kind allows.',
  TOO_LONG: 'The film or audio is too long.',
  TOO_MANY_FRAMES: 'The animation has too many frames.',
  TOO_MANY_PIXELS: 'The picture or film has too many pixels.',
  TOO_MANY_STREAMS: 'The file has too many video or audio tracks.',
  TYPE_UNKNOWN: 'The type of the file is unknown.',
  UNSUPPORTED_ENCODING: 'The file uses a codec that Reelwright does not read.',
};
const rejectionMeanings = Object.fromEntries(
  REJECTION_CODES.map((code) => [code, [REASONS[code], REJECTIONS[code]].filter(Boolean).join(' ')]),
) as Record<RejectionCode, string>;
export const RejectionCodeEnum = enumType(
  REJECTION_CODES,
  'RejectionCode',
  'Why a file was rejected, and what to do about it. docs/assets.md lists all codes.',
  rejectionMeanings,
);
export const DispositionEnum = enumType(['ATTACHMENT', 'INLINE'], 'Disposition', 'What a browser does with a file that it downloads.', {
  ATTACHMENT: 'The browser saves the file to disk.',
  INLINE: 'The browser shows the file. Types that could run code are saved to disk instead.',
});

@ObjectType('Asset', { implements: NodeType, description: 'A file of a workspace: uploaded, imported, or made by a job.' })
export class AssetType implements NodeType {
  id!: string;
  @Field(() => AssetKindEnum, {
    description: 'The kind of the file. Until the file is checked it is guessed from its name and media type; then its bytes decide.',
  })
  kind!: AssetKind;
  @Field(() => AssetStatusEnum, { description: 'The state of the asset. Only READY assets can be downloaded and used.' })
  status!: AssetStatus;
  @Field(() => String, { description: 'The display name of the asset, at most 200 characters.' }) name!: string;
  @Field(() => String, { description: 'The name under which the file is downloaded.' }) fileName!: string;
  @Field(() => String, {
    description:
      'The media type of the file, for example `video/mp4`. Until the file is checked it is the one that `createUpload` announced; then its bytes decide.',
  })
  contentType!: string;
  @Field(() => GraphQLSafeInt, {
    description: 'The size of the file in bytes. Until the file is checked it is the size that `createUpload` announced.',
  })
  byteSize!: number;
  @Field(() => String, {
    nullable: true,
    description: 'The SHA-256 of the file in hexadecimal. Null before the file is checked, unless `createUpload` announced it.',
  })
  sha256!: string | null;
  @Field(() => Int, {
    nullable: true,
    description: 'The width of a picture or film in pixels. Null for other kinds, and before the file is checked.',
  })
  width!: number | null;
  @Field(() => Int, {
    nullable: true,
    description: 'The height of a picture or film in pixels. Null for other kinds, and before the file is checked.',
  })
  height!: number | null;
  @Field(() => Int, {
    nullable: true,
    description: 'The duration of a film or audio file in milliseconds. Null for other kinds, and before the file is checked.',
  })
  durationMs!: number | null;
  @Field(() => Float, {
    nullable: true,
    description: 'The frame rate of a film in frames per second. Null for other kinds, and before the file is checked.',
  })
  fps!: number | null;
  @Field(() => [String], {
    description:
      'The codecs in the file, video first, for example `h264` and `aac`. Empty for kinds without codecs, and before the file is checked.',
  })
  codecs!: string[];
  @Field(() => [String], { description: 'The tags of the asset: at most 20, of at most 50 characters each. Empty when it has none.' })
  tags!: string[];
  @Field(() => GraphQLJSON, {
    nullable: true,
    description: 'Technical metadata of the file as an object, without places, devices or people. Null before the file is checked.',
  })
  metadata!: Readonly<Record<string, unknown>> | null;
  @Field(() => Boolean, {
    description:
      'Whether a trained model (an AI) made the file, or some of its pictures or sounds, as far as Reelwright knows; false for uploads. `provenance` names the models.',
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
  @Field(() => String, {
    nullable: true,
    description: 'What is wrong with the file and how to fix it, for people. Null unless the status is REJECTED.',
  })
  rejectionHint!: string | null;
  @Field(() => GraphQLDateTime, { description: 'The time at which the asset was created.' }) createdAt!: Date;
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The time at which the asset was deleted; it can be restored for 30 days. Null unless its status is DELETED.',
  })
  deletedAt!: Date | null;
}

export const AssetConnectionType = connectionType('Asset', () => AssetType);
