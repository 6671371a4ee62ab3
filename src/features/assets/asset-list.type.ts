import { Field, InputType } from 'type-graphql';
import { OneOfField, ReferenceField, TextField, TimeRangeInput, listArgs } from '../../platform/graphql/types/list-args.ts';
import type { AssetKind, AssetStatus } from './asset.entity.ts';
import type { AssetFilter, AssetOrderField } from './asset.read.ts';
import { AssetKindEnum, AssetStatusEnum } from './asset.type.ts';

@InputType('AssetFilter', {
  description:
    'Restricts a list of assets. An asset must match all given fields. Deleted assets are listed only when `status` names DELETED.',
})
class AssetFilterInput extends TimeRangeInput implements AssetFilter {
  @OneOfField(AssetKindEnum, 'kinds') kind?: AssetKind[] | null;
  @Field(() => [AssetStatusEnum], {
    nullable: true,
    description: 'Only assets with one of these statuses. When omitted or null, all statuses except DELETED match.',
  })
  status?: AssetStatus[] | null;
  @TextField('name or file name') text?: string | null;
  @Field(() => [String], {
    nullable: true,
    description: 'Only assets that have all of these tags; at most 20 tags. When omitted or null, tags do not restrict the list.',
  })
  tags?: string[] | null;
  @ReferenceField('created by the person') createdBy?: string | null;
  @ReferenceField('made by the job') jobId?: string | null;
}

export const AssetListArgs = listArgs<AssetFilterInput, AssetOrderField>('Asset', AssetFilterInput, {
  CREATED_AT: 'The time at which the asset was created.',
  NAME: 'The name of the asset, without regard to upper and lower case.',
  BYTE_SIZE: 'The size of the asset in bytes.',
});
