import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { CAPTION_POSITIONS, CAPTION_SIZES } from '../../platform/catalogue/film/caption-places.ts';
import type { CaptionPosition, CaptionSize } from '../../platform/catalogue/film/caption-places.ts';
import type { Model } from '../../platform/catalogue/models/model.ts';
import { MOTIONS } from '../../platform/catalogue/motions.ts';
import type { Motion } from '../../platform/catalogue/motions.ts';
import type { Option, OptionList } from '../../platform/catalogue/options.ts';
import type { ProviderKind } from '../../platform/catalogue/providers.ts';
import { RENDITIONS } from '../../platform/catalogue/renditions.ts';
import type { RenditionKind } from '../../platform/catalogue/renditions.ts';
import { RESOLUTIONS } from '../../platform/catalogue/sizes/resolutions.ts';
import type { Resolution } from '../../platform/catalogue/sizes/resolutions.ts';
import { SHAPES } from '../../platform/catalogue/sizes/shapes.ts';
import type { AspectRatio } from '../../platform/catalogue/sizes/shapes.ts';

/** Publishes names as an enum of the schema, each value with its description. */
export function enumOf<Name extends string>(name: string, description: string, values: Readonly<Record<Name, string>>): Record<Name, Name> {
  const names = Object.keys(values) as Name[];
  const published = Object.fromEntries(names.map((value) => [value, value])) as Record<Name, Name>;
  const valuesConfig = Object.fromEntries(names.map((value) => [value, { description: values[value] }]));
  registerEnumType(published, { name, description, valuesConfig: valuesConfig as Record<Name, { description: string }> });
  return published;
}

const descriptionsOf = <Name extends string>({ all }: OptionList<Option & { readonly name: Name }>): Record<Name, string> =>
  Object.fromEntries(all.map(({ name, title, description }) => [name, `${title}. ${description}`])) as Record<Name, string>;

export const ResolutionEnum = enumOf(
  'Resolution',
  'The resolution of a film: the length of its short side in pixels.',
  descriptionsOf<Resolution>(RESOLUTIONS),
);
export const AspectRatioEnum = enumOf(
  'AspectRatio',
  'The ratio of the width of a film to its height.',
  descriptionsOf<AspectRatio>(SHAPES),
);

export const RenditionKindEnum = enumOf('RenditionKind', 'A form in which a film is delivered.', descriptionsOf<RenditionKind>(RENDITIONS));

export const CaptionPositionEnum = enumOf(
  'CaptionPosition',
  'Where captions are in the picture of a film.',
  descriptionsOf<CaptionPosition>(CAPTION_POSITIONS),
);

export const CaptionSizeEnum = enumOf(
  'CaptionSize',
  'How large captions in the picture of a film are.',
  descriptionsOf<CaptionSize>(CAPTION_SIZES),
);

export const MotionEnum = enumOf('Motion', 'The movement of the camera over the picture of a scene.', descriptionsOf<Motion>(MOTIONS));

export const ProviderKindEnum = enumOf('ProviderKind', 'The kind of work that a provider or a model does.', {
  SCRIPT: 'The provider writes scenes from a prompt or a script.',
  SPEECH: 'The provider speaks the words of the scenes.',
  VISUAL: 'The provider makes pictures.',
  CLIP: 'The provider makes clips: moving pictures from words.',
  AVATAR: 'The provider makes a portrait speak.',
  TRANSCRIPTION: 'The provider writes down spoken words.',
  MUSIC: 'The provider makes background music.',
} satisfies Record<ProviderKind, string>);

const ModelStateEnum = enumOf('ModelState', 'Whether a model can be used.', {
  AVAILABLE: 'The model can be used, without an announced end.',
  DEPRECATED: 'The model can be used until `VideoModel.shutdownAt`. Change to `VideoModel.replacedBy` before then, if it is set.',
  RETIRED:
    'The model can no longer be used: its maker has switched it off, or lists it no more. `VideoModel.replacedBy` names the model to use instead, if there is one.',
} satisfies Record<Model['state'], string>);

@ObjectType('ModelLimits', {
  description: 'The resolutions, aspect ratios and frame rates that a model can render, and the lengths of its clips.',
})
class ModelLimitsType {
  @Field(() => [ResolutionEnum], { description: 'The resolutions that the model accepts, the smallest first.' })
  resolutions!: readonly Resolution[];
  @Field(() => [AspectRatioEnum], { description: 'The aspect ratios that the model accepts.' }) aspectRatios!: readonly AspectRatio[];
  @Field(() => [Int], { description: 'The frame rates that the model accepts, in frames per second, the lowest first.' })
  frameRates!: readonly number[];
  @Field(() => Int, {
    nullable: true,
    description: 'The length of the shortest clip of the model, in milliseconds. Null for models that make films.',
  })
  shortestClipMs!: number | null;
  @Field(() => Int, {
    nullable: true,
    description: 'The length of the longest clip of the model, in milliseconds. Null for models that make films.',
  })
  longestClipMs!: number | null;
}

@ObjectType('ModelPrice', {
  description: 'The price of films or clips of a model: `credits` for each started period of `eachMs` milliseconds.',
})
class ModelPriceType {
  @Field(() => Int, { description: 'The price of each started period, in credits.' }) credits!: number;
  @Field(() => Int, { description: 'The length of a period, in milliseconds of the film or clip.' }) eachMs!: number;
}

@ObjectType('VideoModel', { description: 'A model that makes films or clips, or made them in the past.' })
export class VideoModelType {
  @Field(() => String, {
    description: 'The name of the model. For a model of films it is the value to send as `model`, for example `storyboard`.',
  })
  name!: string;
  @Field(() => String, { description: 'The name of the model to show to people.' }) title!: string;
  @Field(() => String, { description: 'A description of the model in one sentence.' }) description!: string;
  @Field(() => String, { description: 'The name of the provider that runs the model, for example `builtin` or `openai`.' })
  provider!: string;
  @Field(() => ProviderKindEnum, { description: 'The kind of work that the model does.' }) kind!: ProviderKind;
  @Field(() => ModelStateEnum, { description: 'Whether the model can be used.' }) state!: Model['state'];
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The time at which the maker of the model switches it off or has switched it off. Null when no time is known.',
  })
  shutdownAt!: Date | null;
  @Field(() => String, {
    nullable: true,
    description:
      'The name of the model to use instead. Null when the model does not need to be replaced, and for models of clouds, which the operator replaces.',
  })
  replacedBy!: string | null;
  @Field(() => ModelLimitsType, {
    nullable: true,
    description:
      'The resolutions, aspect ratios and frame rates that the model can render. Null when the model is RETIRED, and for models of clouds, which do not make films by themselves.',
  })
  limits!: ModelLimitsType | null;
  @Field(() => ModelPriceType, {
    nullable: true,
    description: 'The price of films or clips of the model. Null when the model is RETIRED, and for other models of clouds.',
  })
  credits!: ModelPriceType | null;
}

@ObjectType('Voice', { description: 'A voice that narrates films.' })
export class VoiceType {
  @Field(() => String, { description: 'The value to send as `voice`, for example `en-gb`.' }) name!: string;
  @Field(() => String, { description: 'The name of the voice to show to people, in the language of the voice.' }) title!: string;
  @Field(() => String, { description: 'A description of the voice in one sentence.' }) description!: string;
  @Field(() => String, { description: 'The language that the voice speaks, a BCP 47 tag, for example `en-GB`.' }) language!: string;
  @Field(() => String, {
    description:
      'The name of the provider of the voice: `builtin` for synthetic voices, `installed` for natural voices on this server, `elevenlabs` for voices of the account at ElevenLabs.',
  })
  provider!: string;
  @Field(() => String, {
    nullable: true,
    description: 'The terms under which the voice may be used, as its maker states them. Null when no terms are known.',
  })
  licence!: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      'The URL of a file in which the voice speaks a sentence: a WAV file for `installed` voices, mostly MP3 for others. It needs no sign-in. Null for voices of a cloud that has no sample of them.',
  })
  sampleUrl!: string | null;
}

@ObjectType('Language', { description: 'A language in which films can be written and spoken.' })
export class LanguageType {
  @Field(() => String, { description: 'The BCP 47 tag to send as `language`, for example `de`. A region may be added, as in `de-AT`.' })
  name!: string;
  @Field(() => String, { description: 'The English name of the language.' }) title!: string;
  @Field(() => String, { description: 'The name of the language in the language itself.' }) nativeTitle!: string;
  @Field(() => [VoiceType], { description: 'The voices of the language. The first one is the default. Never empty.' })
  voices!: readonly VoiceType[];
}

@ObjectType('Look', {
  description: 'A style of the cards that are drawn as pictures of scenes. The title of a film determines their colors.',
})
export class LookType {
  @Field(() => String, { description: 'The value to send as `look`, for example `editorial`.' }) name!: string;
  @Field(() => String, { description: 'The name of the look to show to people.' }) title!: string;
  @Field(() => String, { description: 'A description of the cards in one sentence.' }) description!: string;
  @Field(() => Boolean, { description: 'Whether films have this look when neither the request nor a preset sets one.' })
  isDefault!: boolean;
  @Field(() => String, {
    description: 'The URL of a card in this look: a PNG file of 640 × 360 pixels. It needs no sign-in, and may be cached for a day.',
  })
  pictureUrl!: string;
}
