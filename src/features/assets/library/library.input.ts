import { Field, InputType } from 'type-graphql';
import type { UpdateAsset } from './library.service.ts';

@InputType({ description: 'Changes of an asset. Omitted fields are not changed.' })
export class UpdateAssetInput implements UpdateAsset {
  @Field(() => String, { nullable: true, description: 'The display name, at most 200 characters.' }) name?: string | null;
  @Field(() => [String], { nullable: true, description: 'The tags: at most 20, of at most 50 characters each. An empty list removes all.' })
  tags?: string[] | null;
}
