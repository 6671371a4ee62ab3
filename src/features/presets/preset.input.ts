import { Field, ID, InputType, Int } from 'type-graphql';
import { CAPTION_STYLES } from '../../platform/catalogue/caption-styles.ts';
import { FRAME_RATES } from '../../platform/catalogue/frame-rates.ts';
import { LANGUAGES } from '../../platform/catalogue/languages.ts';
import { LOOKS } from '../../platform/catalogue/looks.ts';
import type { Motion } from '../../platform/catalogue/motions.ts';
import { oneOf } from '../../platform/catalogue/options.ts';
import type { Resolution } from '../../platform/catalogue/resolutions.ts';
import type { AspectRatio } from '../../platform/catalogue/shapes.ts';
import { TRANSITIONS } from '../../platform/catalogue/transitions.ts';
import { IdempotencyKey } from '../../platform/graphql/types/idempotency-key.ts';
import { ReferenceField, TextField, TimeRangeInput, listArgs } from '../../platform/graphql/types/list-args.ts';
import { AspectRatioEnum, MotionEnum, ResolutionEnum } from '../providers/catalogue.type.ts';
import type { PresetFilter, PresetOrderField } from './preset.read.ts';
import type { CreatePreset, DuplicatePreset, SetDefaultPreset, UpdatePreset } from './preset.service.ts';

const OPEN = 'Null leaves it open.';
const NAME = '1 to 100 characters. Names need not be unique.';

/** The options of a preset, for inputs to extend. */
@InputType()
abstract class PresetOptionsInput {
  @Field(() => String, { nullable: true, description: 'Free text for people, at most 500 characters. Null removes it.' })
  description?: string | null;
  @Field(() => String, { nullable: true, description: `The model that makes the film, one of \`models\` that is not RETIRED. ${OPEN}` })
  model?: string | null;
  @Field(() => ResolutionEnum, { nullable: true, description: `The resolution of the film. ${OPEN}` }) resolution?: Resolution | null;
  @Field(() => AspectRatioEnum, { nullable: true, description: `The aspect ratio of the film. ${OPEN}` }) aspectRatio?: AspectRatio | null;
  @Field(() => Int, {
    nullable: true,
    description: `The frame rate in frames per second: ${oneOf(FRAME_RATES.names)}. ${OPEN}`,
  })
  fps?: number | null;
  @Field(() => String, {
    nullable: true,
    description: `The language of the film, a BCP 47 tag with or without a region: ${oneOf(LANGUAGES.names)}. ${OPEN}`,
  })
  language?: string | null;
  @Field(() => String, {
    nullable: true,
    description: `The voice that speaks, one of \`voices\`, or \`NONE\` for films without narration. ${OPEN}`,
  })
  voice?: string | null;
  @Field(() => String, { nullable: true, description: `The style of the scene cards: ${oneOf(LOOKS.names)}. ${OPEN}` })
  look?: string | null;
  @Field(() => String, { nullable: true, description: `How captions are drawn into the picture: ${oneOf(CAPTION_STYLES.names)}. ${OPEN}` })
  captionStyle?: string | null;
  @Field(() => String, { nullable: true, description: `The transition between scenes: ${oneOf(TRANSITIONS.names)}. ${OPEN}` })
  transition?: string | null;
  @Field(() => MotionEnum, { nullable: true, description: `The movement over the pictures. ${OPEN}` }) motion?: Motion | null;
  @Field(() => [String], {
    nullable: true,
    description: `1 to 5 brand colors as #rrggbb, the most important one first: the first gives cards their hue and accent, the second the other accent. ${OPEN}`,
  })
  brandColors?: string[] | null;
  @Field(() => [String], {
    nullable: true,
    description: `Names of providers, the preferred one first; those that are off are passed over. ${OPEN}`,
  })
  providerOrder?: string[] | null;
  @Field(() => ID, {
    nullable: true,
    description: `The id of a READY asset of the kind FONT: the brand font, for headings and numbers of cards. ${OPEN}`,
  })
  fontAssetId?: string | null;
  @Field(() => ID, {
    nullable: true,
    description: `The id of a READY asset of the kind IMAGE: the logo, small in a corner of each card. ${OPEN}`,
  })
  logoAssetId?: string | null;
  @Field(() => ID, {
    nullable: true,
    description: `The id of a READY asset of the kind AUDIO: the music. ${OPEN}`,
  })
  musicAssetId?: string | null;
}

@InputType({ description: 'The name and the options of a new preset. Omitted options are left open.' })
export class CreatePresetInput extends PresetOptionsInput implements CreatePreset {
  @Field(() => ID, { description: 'The id of the workspace that the preset belongs to.' }) workspaceId!: string;
  @Field(() => String, { description: `The name of the preset, ${NAME}` }) name!: string;
  @IdempotencyKey() idempotencyKey?: string | null;
}

@InputType({ description: 'Changes of a preset. Omitted fields are not changed; null leaves an option open.' })
export class UpdatePresetInput extends PresetOptionsInput implements UpdatePreset {
  @Field(() => Int, {
    description:
      'The `version` that you read. When the preset was changed since, the answer is CONFLICT with the current one in `details.current`.',
  })
  expectedVersion!: number;
  @Field(() => String, { nullable: true, description: `The name of the preset, ${NAME}` }) name?: string | null;
}

@InputType({ description: 'The preset to copy, and the name of the copy.' })
export class DuplicatePresetInput implements DuplicatePreset {
  @Field(() => ID, { description: 'The id of the workspace that the copy belongs to.' }) workspaceId!: string;
  @Field(() => ID, { description: 'The id of a preset of the same workspace, or of one that ships with the program.' }) presetId!: string;
  @Field(() => String, { nullable: true, description: `The name of the copy, ${NAME} That of the original when omitted.` })
  name?: string | null;
  @IdempotencyKey() idempotencyKey?: string | null;
}

@InputType({ description: 'A workspace and its new default preset.' })
export class SetDefaultPresetInput implements SetDefaultPreset {
  @Field(() => ID, { description: 'The id of the workspace.' }) workspaceId!: string;
  @Field(() => ID, {
    nullable: true,
    description: 'The id of a preset of the workspace, or of one that ships with the program. Omitted or null: no default preset.',
  })
  presetId?: string | null;
}

@InputType('PresetFilter', { description: 'Restricts a list of presets.' })
class PresetFilterInput extends TimeRangeInput implements PresetFilter {
  @TextField('name or description') text?: string | null;
  @ReferenceField('created by the person') createdBy?: string | null;
}

export const PresetListArgs = listArgs<PresetFilterInput, PresetOrderField>('Preset', PresetFilterInput, {
  CREATED_AT: 'The time at which the preset was created.',
  NAME: 'The name of the preset.',
});
