import { Field, Float, ID, InputType, Int } from 'type-graphql';
import type { CaptionPosition, CaptionSize } from '../../platform/catalogue/film/caption-places.ts';
import { CAPTION_STYLES } from '../../platform/catalogue/caption-styles.ts';
import { FRAME_RATES } from '../../platform/catalogue/sizes/frame-rates.ts';
import { LANGUAGES } from '../../platform/catalogue/languages.ts';
import { LOOKS } from '../../platform/catalogue/looks.ts';
import type { Motion } from '../../platform/catalogue/motions.ts';
import { AI_LABELS } from '../../platform/catalogue/ai-labels.ts';
import { MUSIC_MOODS } from '../../platform/catalogue/music-moods.ts';
import { oneOf } from '../../platform/catalogue/options.ts';
import type { RenditionKind } from '../../platform/catalogue/renditions.ts';
import type { Resolution } from '../../platform/catalogue/sizes/resolutions.ts';
import type { AspectRatio } from '../../platform/catalogue/sizes/shapes.ts';
import { TRANSITIONS } from '../../platform/catalogue/transitions.ts';
import { IdempotencyKey } from '../../platform/graphql/types/idempotency-key.ts';
import { ReferenceField, TextField, TimeRangeInput, listArgs } from '../../platform/graphql/types/list-args.ts';
import {
  AspectRatioEnum,
  CaptionPositionEnum,
  CaptionSizeEnum,
  MotionEnum,
  RenditionKindEnum,
  ResolutionEnum,
} from '../providers/catalogue.type.ts';
import type { PresetFilter, PresetOrderField } from './preset.read.ts';
import type { CreatePreset, DuplicatePreset, SetDefaultPreset, UpdatePreset } from './preset.service.ts';

/** `{unset}`: see describe-schema.ts. */
const OPEN = '{unset}, the preset does not set this option (see `OptionSource`).';
const NAME = '1 to 100 characters. Names need not be unique.';

/** The options of a preset, for inputs to extend. */
@InputType()
abstract class PresetOptionsInput {
  @Field(() => String, { nullable: true, description: 'A description for people, at most 500 characters. {unset}, there is none.' })
  description?: string | null;
  @Field(() => String, {
    nullable: true,
    description: `The name of the model that makes the film, one of \`models\` that is not RETIRED. ${OPEN}`,
  })
  model?: string | null;
  @Field(() => ResolutionEnum, { nullable: true, description: `The resolution of the film. ${OPEN}` }) resolution?: Resolution | null;
  @Field(() => AspectRatioEnum, { nullable: true, description: `The aspect ratio of the film. ${OPEN}` }) aspectRatio?: AspectRatio | null;
  @Field(() => Int, {
    nullable: true,
    description: `The frame rate of the film in frames per second: ${oneOf(FRAME_RATES.names)}. ${OPEN}`,
  })
  fps?: number | null;
  @Field(() => String, {
    nullable: true,
    description: `The language of the film, a BCP 47 tag with or without a region: ${oneOf(LANGUAGES.names)}. ${OPEN}`,
  })
  language?: string | null;
  @Field(() => String, {
    nullable: true,
    description: `The name of the voice that speaks, one of \`voices\`, or \`NONE\` for films without narration. ${OPEN}`,
  })
  voice?: string | null;
  @Field(() => String, {
    nullable: true,
    description: `The style of the cards that are drawn as pictures of scenes: ${oneOf(LOOKS.names)}. ${OPEN}`,
  })
  look?: string | null;
  @Field(() => String, {
    nullable: true,
    description: `The style in which captions are drawn into the picture: ${oneOf(CAPTION_STYLES.names)}. ${OPEN}`,
  })
  captionStyle?: string | null;
  @Field(() => CaptionPositionEnum, { nullable: true, description: `Where captions are in the picture. ${OPEN}` })
  captionPosition?: CaptionPosition | null;
  @Field(() => CaptionSizeEnum, { nullable: true, description: `How large captions in the picture are. ${OPEN}` })
  captionSize?: CaptionSize | null;
  @Field(() => String, { nullable: true, description: `The transition between scenes: ${oneOf(TRANSITIONS.names)}. ${OPEN}` })
  transition?: string | null;
  @Field(() => MotionEnum, { nullable: true, description: `The movement of the camera over the pictures. ${OPEN}` }) motion?: Motion | null;
  @Field(() => [String], {
    nullable: true,
    description: `1 to 5 brand colors as #rrggbb, the most important one first: the first colors the cards, the second gives them a second accent. ${OPEN}`,
  })
  brandColors?: string[] | null;
  @Field(() => [String], {
    nullable: true,
    description: `Names of providers from \`Capabilities.providers\`, the preferred one first. A provider that is not available is skipped. ${OPEN}`,
  })
  providerOrder?: string[] | null;
  @Field(() => ID, {
    nullable: true,
    description: `The id of a READY asset of the kind FONT, for headings and numbers on cards. ${OPEN}`,
  })
  fontAssetId?: string | null;
  @Field(() => ID, {
    nullable: true,
    description: `The id of a READY asset of the kind IMAGE, a logo that is shown small in a corner of each card. ${OPEN}`,
  })
  logoAssetId?: string | null;
  @Field(() => ID, {
    nullable: true,
    description: `The id of a READY asset of the kind AUDIO to play as music. Not allowed together with \`musicMood\`. ${OPEN}`,
  })
  musicAssetId?: string | null;
  @Field(() => [RenditionKindEnum], {
    nullable: true,
    description: `The forms in which the film is delivered, beside the MP4 and the poster that every film has; each at most once. ${OPEN}`,
  })
  renditions?: RenditionKind[] | null;
  @Field(() => String, {
    nullable: true,
    description: `The mood of the built-in music: ${oneOf(MUSIC_MOODS.names)}. Not allowed together with \`musicAssetId\`. ${OPEN}`,
  })
  musicMood?: string | null;
  @Field(() => Int, {
    nullable: true,
    description: `The milliseconds that \`musicAssetId\` skips at its start, 0 to 21,600,000. At least 1 second has to be left after it; in a film that is longer than the rest, the music begins there again. Not allowed without it. ${OPEN}`,
  })
  musicStartMs?: number | null;
  @Field(() => Float, {
    nullable: true,
    description: `The decibels by which the music, own or built-in, is louder than usual, -40 to 12. ${OPEN}`,
  })
  musicGainDb?: number | null;
  @Field(() => String, {
    nullable: true,
    description: `A visible label which tells that an AI made pictures, clips or voices of the film: ${oneOf(AI_LABELS.names)}. Films of which an AI made nothing have no label. ${OPEN}`,
  })
  aiLabel?: string | null;
}

@InputType({ description: 'The name and the options of a new preset. Options that are omitted or null are not set by the preset.' })
export class CreatePresetInput extends PresetOptionsInput implements CreatePreset {
  @Field(() => ID, { description: 'The id of the workspace that the preset belongs to.' }) workspaceId!: string;
  @Field(() => String, { description: `The name of the preset, ${NAME}` }) name!: string;
  @IdempotencyKey() idempotencyKey?: string | null;
}

@InputType({ description: 'Changes of a preset. Fields that are omitted are not changed; null removes an option from the preset.' })
export class UpdatePresetInput extends PresetOptionsInput implements UpdatePreset {
  @Field(() => Int, {
    description:
      'The `Preset.version` that you read. When the preset was changed since then, the answer is CONFLICT with the current preset in `details.current`.',
  })
  expectedVersion!: number;
  @Field(() => String, { nullable: true, description: `The name of the preset, ${NAME} When omitted or null, the current value is kept.` })
  name?: string | null;
}

@InputType({ description: 'The preset to copy, and the name of the copy.' })
export class DuplicatePresetInput implements DuplicatePreset {
  @Field(() => ID, { description: 'The id of the workspace that the copy belongs to.' }) workspaceId!: string;
  @Field(() => ID, { description: 'The id of the preset to copy, of the same workspace or of `systemPresets`.' }) presetId!: string;
  @Field(() => String, {
    nullable: true,
    description: `The name of the copy, ${NAME} When omitted or null, it is the name of the original.`,
  })
  name?: string | null;
  @IdempotencyKey() idempotencyKey?: string | null;
}

@InputType({ description: 'A workspace and its new default preset.' })
export class SetDefaultPresetInput implements SetDefaultPreset {
  @Field(() => ID, { description: 'The id of the workspace.' }) workspaceId!: string;
  @Field(() => ID, {
    nullable: true,
    description:
      'The id of a preset of the workspace or of one of `systemPresets`. When omitted or null, the workspace has no default preset.',
  })
  presetId?: string | null;
}

@InputType('PresetFilter', { description: 'Restricts a list of presets. A preset must match all given fields.' })
class PresetFilterInput extends TimeRangeInput implements PresetFilter {
  @TextField('name or description') text?: string | null;
  @ReferenceField('created by the person') createdBy?: string | null;
}

export const PresetListArgs = listArgs<PresetFilterInput, PresetOrderField>('Preset', PresetFilterInput, {
  CREATED_AT: 'The time at which the preset was created.',
  NAME: 'The name of the preset.',
});
