import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { ShownTrialImage } from '../showcase.service.ts';
import type { TrialImageChoice } from './trial-image.service.ts';

@ObjectType('TrialImage', { description: 'A picture that everybody may try as a reference.' })
export class TrialImageType implements ShownTrialImage {
  @Field(() => ID, { description: 'The id of the picture in the list.' }) id!: string;
  @Field(() => String, { description: 'The title of the picture.' }) title!: string;
  @Field(() => String, { nullable: true, description: 'The category of the picture. Null when it has none.' })
  category!: string | null;
  @Field(() => Int, { nullable: true, description: 'The width in pixels. Null when it is unknown.' }) width!: number | null;
  @Field(() => Int, { nullable: true, description: 'The height in pixels. Null when it is unknown.' }) height!: number | null;
  @Field(() => String, {
    description:
      'The public address of the picture, which names its content and stays the same. `importAsset` copies it into a workspace, where films can use it.',
  })
  url!: string;
}

@ObjectType('AdminTrialImage', { description: 'A picture to try as a reference, as administrators of the installation see it.' })
export class AdminTrialImageType {
  @Field(() => ID, { description: 'The id of the picture in the list.' }) id!: string;
  @Field(() => ID, { description: 'The id of the asset.' }) assetId!: string;
  @Field(() => String, { description: 'The title of the picture.' }) title!: string;
  @Field(() => String, { nullable: true, description: 'The category of the picture. Null when it has none.' })
  category!: string | null;
  @Field(() => Boolean, { description: 'Whether `trialImages` lists the picture while its consent lasts.' }) active!: boolean;
}

@InputType({ description: 'A picture to try as a reference.' })
class TrialImageInput implements TrialImageChoice {
  @Field(() => ID, { description: 'The id of a JPEG, PNG or WebP whose workspace has called `giveShowcaseConsent`.' }) assetId!: string;
  @Field(() => String, { description: 'The title; 1 to 200 characters.' }) title!: string;
  @Field(() => String, {
    nullable: true,
    description: 'The category, 1 to 60 characters. When omitted or null, the picture has none.',
  })
  category?: string | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether `trialImages` lists the picture. When omitted or null, it does.',
  })
  active?: boolean | null;
}

@InputType({ description: 'The pictures to try as a reference.' })
export class SetTrialImagesInput {
  @Field(() => [TrialImageInput], {
    description: 'All pictures in their order, at most 100. Pictures that are not named are removed from the list.',
  })
  images!: TrialImageInput[];
}
