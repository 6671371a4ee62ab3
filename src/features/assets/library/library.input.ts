import { Field, InputType } from 'type-graphql';
import type { UpdateAsset } from './library.service.ts';

@InputType({ description: 'Changes of an asset. Fields that are omitted or null are not changed.' })
export class UpdateAssetInput implements UpdateAsset {
  @Field(() => String, {
    nullable: true,
    description: 'The new display name, 1 to 200 characters. When omitted or null, the current value is kept.',
  })
  name?: string | null;
  @Field(() => [String], {
    nullable: true,
    description:
      'The new tags, which replace the current ones: at most 20, of at most 50 characters each. When omitted or null, the current ones are kept.',
  })
  tags?: string[] | null;
}
