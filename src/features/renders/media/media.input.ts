import { Field, ID, InputType, Int } from 'type-graphql';
import { LANGUAGES } from '../../../platform/catalogue/languages.ts';
import { LOOKS } from '../../../platform/catalogue/looks.ts';
import { RESOLUTIONS } from '../../../platform/catalogue/sizes/resolutions.ts';
import type { Resolution } from '../../../platform/catalogue/sizes/resolutions.ts';
import { SHAPES } from '../../../platform/catalogue/sizes/shapes.ts';
import type { AspectRatio } from '../../../platform/catalogue/sizes/shapes.ts';
import { IdempotencyKey } from '../../../platform/graphql/types/idempotency-key.ts';
import { AspectRatioEnum, ResolutionEnum } from '../../providers/catalogue.type.ts';
import { clipModels } from '../../../platform/catalogue/models.ts';
import { MAX_AVATAR_MS, MAX_CLIP_PROMPT, MAX_TEXT_LENGTH } from './media-task.ts';
import type { GenerateAvatar, GenerateClip, GenerateImage, GenerateSpeech, TranscribeAsset } from './media.service.ts';

const LENGTH = `${MAX_TEXT_LENGTH.toLocaleString('en')} characters`;
const PROVIDER =
  'Name of the provider that must do it, as in `capabilities.providers`; refused when it cannot. When omitted, the first one that can, in the order of the preset.';
const PRESET =
  'The id of the preset that decides the options that the request leaves out. When omitted or null, it is the default preset of the workspace, if there is one.';

@InputType({ description: 'The picture to make.' })
export class GenerateImageInput implements GenerateImage {
  @Field(() => ID, { description: 'The id of the workspace that the picture belongs to and whose credits it costs.' }) workspaceId!: string;
  @Field(() => String, {
    description: `What the picture should show, at most ${LENGTH}. The built-in provider draws a card with these words.`,
  })
  prompt!: string;
  @Field(() => ResolutionEnum, { nullable: true, description: `The short side of the picture. Default ${RESOLUTIONS.fallback}.` })
  resolution?: Resolution | null;
  @Field(() => AspectRatioEnum, { nullable: true, description: `The ratio of width to height. Default ${SHAPES.fallback}.` })
  aspectRatio?: AspectRatio | null;
  @Field(() => String, {
    nullable: true,
    description: `The style of a card of the built-in provider: ${LOOKS.names.join(', ')}. Default ${LOOKS.fallback}.`,
  })
  look?: string | null;
  @Field(() => String, { nullable: true, description: PROVIDER }) provider?: string | null;
  @Field(() => ID, { nullable: true, description: PRESET }) presetId?: string | null;
  @IdempotencyKey() idempotencyKey?: string | null;
}

@InputType({ description: 'The text to speak.' })
export class GenerateSpeechInput implements GenerateSpeech {
  @Field(() => ID, { description: 'The id of the workspace that the recording belongs to and whose credits it costs.' })
  workspaceId!: string;
  @Field(() => String, { description: `The exact words to speak, at most ${LENGTH}.` }) text!: string;
  @Field(() => String, {
    nullable: true,
    description: `The language of the text, a BCP 47 tag: ${LANGUAGES.names.join(', ')}. That of the voice when omitted, or else detected.`,
  })
  language?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'The voice that speaks, one of `voices(language)`. A voice of the chosen provider when omitted.',
  })
  voice?: string | null;
  @Field(() => String, { nullable: true, description: PROVIDER }) provider?: string | null;
  @Field(() => ID, { nullable: true, description: PRESET }) presetId?: string | null;
  @IdempotencyKey() idempotencyKey?: string | null;
}

@InputType({ description: 'The clip to make.' })
export class GenerateClipInput implements GenerateClip {
  @Field(() => ID, { description: 'The id of the workspace that the clip belongs to and whose credits it costs.' }) workspaceId!: string;
  @Field(() => String, {
    description: `What the clip should show and how it moves, at most ${MAX_CLIP_PROMPT.toLocaleString('en')} characters.`,
  })
  prompt!: string;
  @Field(() => Int, {
    nullable: true,
    description: 'The length of the clip in milliseconds, in whole seconds, within `limits` of the model. Default 5000.',
  })
  durationMs?: number | null;
  @Field(() => ResolutionEnum, { nullable: true, description: `The short side of the clip. Default ${RESOLUTIONS.fallback}.` })
  resolution?: Resolution | null;
  @Field(() => AspectRatioEnum, { nullable: true, description: `The ratio of width to height. Default ${SHAPES.fallback}.` })
  aspectRatio?: AspectRatio | null;
  @Field(() => String, {
    nullable: true,
    description: `The model that makes the clip, one of ${clipModels()
      .map(({ name }) => name)
      .join(', ')}; refused when its provider is not on. When omitted, the first one that can, in the order of providers of the preset.`,
  })
  model?: string | null;
  @Field(() => ID, {
    nullable: true,
    description:
      'The id of a READY asset of the kind IMAGE with which the clip begins. When omitted, the clip is made from the prompt alone.',
  })
  imageAssetId?: string | null;
  @Field(() => ID, { nullable: true, description: PRESET }) presetId?: string | null;
  @IdempotencyKey() idempotencyKey?: string | null;
}

@InputType({ description: 'The portrait that speaks, and the recording that it speaks.' })
export class GenerateAvatarInput implements GenerateAvatar {
  @Field(() => ID, { description: 'The id of a READY asset of the kind IMAGE that shows one face from the front.' })
  portraitAssetId!: string;
  @Field(() => ID, {
    description: `The id of a READY asset of the kind AUDIO in the same workspace, at most ${MAX_AVATAR_MS / 60_000} minutes long. \`generateSpeech\` makes one from a text.`,
  })
  audioAssetId!: string;
  @IdempotencyKey() idempotencyKey?: string | null;
}

@InputType({ description: 'The recording or film whose words are written down.' })
export class TranscribeAssetInput implements TranscribeAsset {
  @Field(() => ID, { description: 'The id of a READY asset of the kind AUDIO or VIDEO with sound, at most two hours long.' })
  assetId!: string;
  @Field(() => String, {
    nullable: true,
    description: `The language that is spoken, a BCP 47 tag: ${LANGUAGES.names.join(', ')}. Detected by the provider when omitted.`,
  })
  language?: string | null;
  @IdempotencyKey() idempotencyKey?: string | null;
}
