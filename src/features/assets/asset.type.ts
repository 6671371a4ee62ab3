import { GraphQLDateTime, GraphQLJSON, GraphQLSafeInt } from 'graphql-scalars';
import { Field, Float, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../platform/graphql/connection.ts';
import { enumType } from '../../platform/graphql/enum.ts';
import { ASSET_KINDS, ASSET_STATUSES } from './asset.entity.ts';
import type { AssetKind, AssetStatus } from './asset.entity.ts';
import { REJECTION_CODES } from './rejections.ts';
import type { RejectionCode } from './rejections.ts';
import { NodeType } from '../../platform/graphql/node.ts';

export const AssetKindEnum = enumType(ASSET_KINDS, 'AssetKind');
export const AssetStatusEnum = enumType(ASSET_STATUSES, 'AssetStatus');
const RejectionCodeEnum = enumType(REJECTION_CODES, 'RejectionCode', 'Why a file was rejected; see docs/assets.md.');
export const DispositionEnum = enumType(['ATTACHMENT', 'INLINE'], 'Disposition');

@ObjectType('Asset', { implements: NodeType })
export class AssetType implements NodeType {
  id!: string;
  @Field(() => AssetKindEnum) kind!: AssetKind;
  @Field(() => AssetStatusEnum) status!: AssetStatus;
  @Field(() => String) name!: string;
  @Field(() => String) fileName!: string;
  @Field(() => String) contentType!: string;
  @Field(() => GraphQLSafeInt) byteSize!: number;
  @Field(() => String, { nullable: true, description: 'SHA-256 of the bytes, hex.' }) sha256!: string | null;
  @Field(() => Int, { nullable: true }) width!: number | null;
  @Field(() => Int, { nullable: true }) height!: number | null;
  @Field(() => Int, { nullable: true }) durationMs!: number | null;
  @Field(() => Float, { nullable: true }) fps!: number | null;
  @Field(() => [String]) codecs!: string[];
  @Field(() => [String]) tags!: string[];
  @Field(() => GraphQLJSON, { nullable: true, description: 'Technical metadata of the bytes; never places, devices or people.' })
  metadata!: Readonly<Record<string, unknown>> | null;
  @Field(() => RejectionCodeEnum, { nullable: true }) rejection!: RejectionCode | null;
  @Field(() => String, { nullable: true, description: 'What was wrong with the file and how to fix it.' }) rejectionHint!: string | null;
  @Field(() => GraphQLDateTime) createdAt!: Date;
  @Field(() => GraphQLDateTime, { nullable: true }) deletedAt!: Date | null;
}

export const AssetConnectionType = connectionType('Asset', () => AssetType);
