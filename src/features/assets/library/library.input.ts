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
  @Field(() => AssetStatusEnum, { nullable: true, description: 'All but DELETED when left out.' }) status?: AssetStatus | null;
  @Field(() => String, { nullable: true, description: 'A piece of name or file name, in small or capital letters.' }) text?: string | null;
  @Field(() => [String], { nullable: true, description: 'All of these.' }) tags?: string[] | null;
}

@InputType('AssetOrder')
export class AssetOrderInput implements AssetOrder {
  @Field(() => AssetOrderFieldEnum) field!: AssetOrderField;
  @Field(() => OrderDirectionEnum) direction!: 'ASC' | 'DESC';
}

@InputType({ description: 'What is left out stays as it is.' })
export class UpdateAssetInput implements UpdateAsset {
  @Field(() => ID) id!: string;
  @Field(() => String, { nullable: true, description: 'For people; at most 200 characters.' }) name?: string | null;
  @Field(() => [String], { nullable: true, description: 'At most 20, of at most 50 characters each; an empty list takes all away.' })
  tags?: string[] | null;
}
