import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { CaptionPosition, CaptionSize } from '../../platform/catalogue/film/caption-places.ts';
import type { Motion } from '../../platform/catalogue/motions.ts';
import type { RenditionKind } from '../../platform/catalogue/renditions.ts';
import type { Resolution } from '../../platform/catalogue/sizes/resolutions.ts';
import type { AspectRatio } from '../../platform/catalogue/sizes/shapes.ts';
import { connectionType } from '../../platform/graphql/types/connection.ts';
import { NodeType } from '../../platform/graphql/types/node.ts';
import {
  AspectRatioEnum,
  CaptionPositionEnum,
  CaptionSizeEnum,
  MotionEnum,
  RenditionKindEnum,
  ResolutionEnum,
} from '../providers/catalogue.type.ts';

const NOT_SET = 'Null when the preset does not set this option.';

@ObjectType('Preset', {
  implements: NodeType,
  description: 'A named set of film options. For an option that is null, the next source decides (see `OptionSource`).',
})
export class PresetType implements NodeType {
  id!: string;
  @Field(() => String, { description: 'The name of the preset, 1 to 100 characters. Names need not be unique.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'A description for people, at most 500 characters. Null when there is none.' })
  description!: string | null;
  @Field(() => String, { nullable: true, description: `The name of the model that makes the film, one of \`models\`. ${NOT_SET}` }) model!:
    string | null;
  @Field(() => ResolutionEnum, { nullable: true, description: `The resolution of the film. ${NOT_SET}` }) resolution!: Resolution | null;
  @Field(() => AspectRatioEnum, { nullable: true, description: `The aspect ratio of the film. ${NOT_SET}` })
  aspectRatio!: AspectRatio | null;
  @Field(() => Int, { nullable: true, description: `The frame rate of the film in frames per second. ${NOT_SET}` }) fps!: number | null;
  @Field(() => String, { nullable: true, description: `The language of the film, a BCP 47 tag. ${NOT_SET}` }) language!: string | null;
  @Field(() => String, {
    nullable: true,
    description: `The name of the voice that speaks, one of \`voices\`, or \`NONE\` for films without narration. ${NOT_SET}`,
  })
  voice!: string | null;
  @Field(() => String, {
    nullable: true,
    description: `The name of the style of the cards that are drawn as pictures of scenes, one of \`looks\`. ${NOT_SET}`,
  })
  look!: string | null;
  @Field(() => String, { nullable: true, description: `The name of the style in which captions are drawn into the picture. ${NOT_SET}` })
  captionStyle!: string | null;
  @Field(() => CaptionPositionEnum, { nullable: true, description: `Where captions are in the picture. ${NOT_SET}` })
  captionPosition!: CaptionPosition | null;
  @Field(() => CaptionSizeEnum, { nullable: true, description: `How large captions in the picture are. ${NOT_SET}` })
  captionSize!: CaptionSize | null;
  @Field(() => String, { nullable: true, description: `The name of the transition between scenes. ${NOT_SET}` }) transition!: string | null;
  @Field(() => MotionEnum, { nullable: true, description: `The movement of the camera over the pictures. ${NOT_SET}` })
  motion!: Motion | null;
  @Field(() => [String], {
    nullable: true,
    description: `1 to 5 brand colors as #rrggbb, the most important one first: the first colors the cards, the second gives them a second accent. ${NOT_SET}`,
  })
  brandColors!: string[] | null;
  @Field(() => [String], {
    nullable: true,
    description: `Names of providers, the preferred one first. A provider that is not available is skipped. ${NOT_SET}`,
  })
  providerOrder!: string[] | null;
  @Field(() => [RenditionKindEnum], {
    nullable: true,
    description: `The forms in which the film is delivered, beside the MP4 and the poster that every film has. ${NOT_SET}`,
  })
  renditions!: RenditionKind[] | null;
  @Field(() => String, { nullable: true, description: `The mood of the built-in music, or \`none\` for films without music. ${NOT_SET}` })
  musicMood!: string | null;
  @Field(() => Int, { nullable: true, description: `The milliseconds that the music skips at its start. ${NOT_SET}` })
  musicStartMs!: number | null;
  @Field(() => Float, { nullable: true, description: `The decibels by which the music is louder than usual. ${NOT_SET}` })
  musicGainDb!: number | null;
  @Field(() => String, {
    nullable: true,
    description: `A visible label which tells that an AI made pictures, clips or voices of the film: \`none\`, \`start\` or \`throughout\`. ${NOT_SET}`,
  })
  aiLabel!: string | null;
  @Field(() => Int, {
    description: 'The number of the current version, which grows by one with every change. `updatePreset` takes it as `expectedVersion`.',
  })
  version!: number;
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The time at which the preset was created. Null for presets of Reelwright (`systemPresets`).',
  })
  createdAt!: Date | null;
}

export const PresetConnectionType = connectionType('Preset', () => PresetType);
