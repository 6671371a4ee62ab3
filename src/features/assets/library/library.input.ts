import { Field, ID, InputType } from 'type-graphql';
import { OrderDirectionEnum, enumType } from '../../../platform/graphql/enum.ts';
import type { AssetKind, AssetStatus } from '../asset.entity.ts';
import { AssetKindEnum, AssetStatusEnum } from '../asset.type.ts';
import { ASSET_ORDER_FIELDS } from './library.service.ts';
import type { AssetFilter, AssetOrder, AssetOrderField, UpdateAsset } from './library.service.ts';

const AssetOrderFieldEnum = enumType(ASSET_ORDER_FIELDS, 'AssetOrderField');

@InputType('AssetFilter')
export class AssetFilterInput implements AssetFilter {
  @Field(() => AssetKindEnum, { nullable: true }) kind?: AssetKind | null;
  @Field(() => AssetStatusEnum, { nullable: true, description: 'Only assets with one of these statuses. Defaults to all except DELETED.' })
  status?: AssetStatus | null;
  @Field(() => String, { nullable: true, description: 'Case-insensitive substring of the name or file name.' }) text?: string | null;
  @Field(() => [String], { nullable: true, description: 'Only assets with all of these tags.' }) tags?: string[] | null;
}

@InputType('AssetOrder')
export class AssetOrderInput implements AssetOrder {
  @Field(() => AssetOrderFieldEnum) field!: AssetOrderField;
  @Field(() => OrderDirectionEnum) direction!: 'ASC' | 'DESC';
}

@InputType({ description: 'Omitted fields are not changed.' })
export class UpdateAssetInput implements UpdateAsset {
  @Field(() => ID) id!: string;
  @Field(() => String, { nullable: true, description: 'Display name, at most 200 characters.' }) name?: string | null;
  @Field(() => [String], { nullable: true, description: 'At most 20 tags of at most 50 characters each; an empty list removes all.' })
  tags?: string[] | null;
}
