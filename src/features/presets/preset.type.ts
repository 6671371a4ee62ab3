import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import type { Motion } from '../../platform/catalogue/motions.ts';
import type { Resolution } from '../../platform/catalogue/resolutions.ts';
import type { AspectRatio } from '../../platform/catalogue/shapes.ts';
import { connectionType } from '../../platform/graphql/types/connection.ts';
import { NodeType } from '../../platform/graphql/types/node.ts';
import { AspectRatioEnum, MotionEnum, ResolutionEnum } from '../providers/catalogue.type.ts';

const NOT_SET = 'Null when the preset leaves it open.';

@ObjectType('Preset', {
  implements: NodeType,
  description:
    'A named set of film options. An option that is null is left to the next source of the precedence: request, template, preset, default preset of the workspace, default of the system.',
})
export class PresetType implements NodeType {
  id!: string;
  @Field(() => String, { description: 'The name of the preset, 1 to 100 characters. Names need not be unique.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'Free text for people, at most 500 characters. Null when there is none.' })
  description!: string | null;
  @Field(() => String, { nullable: true, description: `The model that makes the film, one of \`models\`. ${NOT_SET}` }) model!:
    string | null;
  @Field(() => ResolutionEnum, { nullable: true, description: `The resolution of the film. ${NOT_SET}` }) resolution!: Resolution | null;
  @Field(() => AspectRatioEnum, { nullable: true, description: `The aspect ratio of the film. ${NOT_SET}` })
  aspectRatio!: AspectRatio | null;
  @Field(() => Int, { nullable: true, description: `The frame rate in frames per second. ${NOT_SET}` }) fps!: number | null;
  @Field(() => String, { nullable: true, description: `The language of the film, a BCP 47 tag. ${NOT_SET}` }) language!: string | null;
  @Field(() => String, { nullable: true, description: `The voice that speaks, one of \`voices\`. ${NOT_SET}` }) voice!: string | null;
  @Field(() => String, { nullable: true, description: `The style of the scene cards, one of \`looks\`. ${NOT_SET}` }) look!: string | null;
  @Field(() => String, { nullable: true, description: `How captions are drawn into the picture. ${NOT_SET}` }) captionStyle!: string | null;
  @Field(() => String, { nullable: true, description: `The transition between scenes. ${NOT_SET}` }) transition!: string | null;
  @Field(() => MotionEnum, { nullable: true, description: `The movement over the pictures. ${NOT_SET}` }) motion!: Motion | null;
  @Field(() => [String], {
    nullable: true,
    description: `Brand colors as #rrggbb, the most important one first: the first gives cards their hue and accent, the second the other accent. ${NOT_SET}`,
  })
  brandColors!: string[] | null;
  @Field(() => [String], {
    nullable: true,
    description: `Names of providers, the preferred one first; those that are off are passed over. ${NOT_SET}`,
  })
  providerOrder!: string[] | null;
  @Field(() => Int, { description: 'Goes up by one with every change. `updatePreset` takes it as `expectedVersion`.' }) version!: number;
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The time at which the preset was created. Null for one that ships with the program.',
  })
  createdAt!: Date | null;
}

export const PresetConnectionType = connectionType('Preset', () => PresetType);
