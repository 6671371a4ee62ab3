import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { Model } from '../../platform/catalogue/model.ts';
import { MOTIONS } from '../../platform/catalogue/motions.ts';
import type { Motion } from '../../platform/catalogue/motions.ts';
import type { Option, OptionList } from '../../platform/catalogue/options.ts';
import type { ProviderKind } from '../../platform/catalogue/providers.ts';
import { RESOLUTIONS } from '../../platform/catalogue/resolutions.ts';
import type { Resolution } from '../../platform/catalogue/resolutions.ts';
import { SHAPES } from '../../platform/catalogue/shapes.ts';
import type { AspectRatio } from '../../platform/catalogue/shapes.ts';

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

export const MotionEnum = enumOf('Motion', 'The movement of the camera over the picture of a scene.', descriptionsOf<Motion>(MOTIONS));

export const ProviderKindEnum = enumOf('ProviderKind', 'What a provider does.', {
  SCRIPT: 'Writes scenes from a prompt or a script.',
  SPEECH: 'Speaks the text of the scenes.',
  VISUAL: 'Makes pictures and clips.',
  AVATAR: 'Makes a portrait speak.',
  TRANSCRIPTION: 'Writes down what is said.',
  MUSIC: 'Makes background music.',
} satisfies Record<ProviderKind, string>);

const ModelStateEnum = enumOf('ModelState', 'Whether a model can be used.', {
  AVAILABLE: 'The model can be used.',
  DEPRECATED: 'The model can be used until `shutdownAt`.',
  RETIRED: 'The model is refused; `replacedBy` names the model to use instead.',
} satisfies Record<Model['state'], string>);

@ObjectType('ModelLimits', { description: 'What a model can render.' })
class ModelLimitsType {
  @Field(() => [ResolutionEnum], { description: 'Accepted values of `resolution`.' }) resolutions!: readonly Resolution[];
  @Field(() => [AspectRatioEnum], { description: 'Accepted values of `aspectRatio`.' }) aspectRatios!: readonly AspectRatio[];
  @Field(() => [Int], { description: 'Accepted values of `fps`, in frames per second.' }) frameRates!: readonly number[];
}

@ObjectType('ModelPrice', { description: 'The price of a film: `credits` for each started period of `eachMs` milliseconds.' })
class ModelPriceType {
  @Field(() => Int, { description: 'Credits for each started period.' }) credits!: number;
  @Field(() => Int, { description: 'Length of a period in milliseconds of film.' }) eachMs!: number;
}

@ObjectType('VideoModel', { description: 'A model that films are or were made with.' })
export class VideoModelType {
  @Field(() => String, { description: 'The value to send as `model`, for example `storyboard`.' }) name!: string;
  @Field(() => String, { description: 'The name to show to people.' }) title!: string;
  @Field(() => String, { description: 'What the model makes, in one sentence.' }) description!: string;
  @Field(() => String, { description: 'Who runs the model, for example `builtin` or `openai`.' }) provider!: string;
  @Field(() => ProviderKindEnum, { description: 'What the model makes.' }) kind!: ProviderKind;
  @Field(() => ModelStateEnum, { description: 'Whether the model can be used.' }) state!: Model['state'];
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When its maker switches the model off or did; null when no date is known.',
  })
  shutdownAt!: Date | null;
  @Field(() => String, { nullable: true, description: 'Name of the model to use instead; null when none is needed.' })
  replacedBy!: string | null;
  @Field(() => ModelLimitsType, { nullable: true, description: 'What the model can render; null when it is RETIRED.' })
  limits!: ModelLimitsType | null;
  @Field(() => ModelPriceType, { nullable: true, description: 'What films cost; null when the model is RETIRED.' })
  credits!: ModelPriceType | null;
}

@ObjectType('Voice', { description: 'A voice that narrates films.' })
export class VoiceType {
  @Field(() => String, { description: 'The value to send as `voice`, for example `en-gb`.' }) name!: string;
  @Field(() => String, { description: 'The name to show to people, in the language of the voice.' }) title!: string;
  @Field(() => String, { description: 'How the voice is made, in one sentence.' }) description!: string;
  @Field(() => String, { description: 'BCP 47 tag of what the voice speaks, for example `en-GB`.' }) language!: string;
  @Field(() => String, {
    description: 'Name of the provider that speaks: `builtin` for synthetic voices, `installed` for natural ones on this server.',
  })
  provider!: string;
  @Field(() => String, {
    nullable: true,
    description: 'The terms under which the voice may be used, as its maker states them. Null when they are unknown.',
  })
  licence!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'The URL of a WAV file in which the voice says a sentence; needs no sign-in. Null for voices without one.',
  })
  sampleUrl!: string | null;
}

@ObjectType('Language', { description: 'A language that films can be written and spoken in.' })
export class LanguageType {
  @Field(() => String, { description: 'BCP 47 tag to send as `language`, for example `de`. A region may follow, as in `de-AT`.' })
  name!: string;
  @Field(() => String, { description: 'English name of the language.' }) title!: string;
  @Field(() => String, { description: 'Name of the language in the language itself.' }) nativeTitle!: string;
  @Field(() => [VoiceType], { description: 'Voices of the language; the first one is its default.' }) voices!: readonly VoiceType[];
}

@ObjectType('Look', { description: 'A style of scene cards. Colours derive from the title of the film.' })
export class LookType {
  @Field(() => String, { description: 'The value to send as `look`, for example `editorial`.' }) name!: string;
  @Field(() => String, { description: 'The name to show to people.' }) title!: string;
  @Field(() => String, { description: 'What the cards look like, in one sentence.' }) description!: string;
  @Field(() => Boolean, { description: 'Whether films have this look when `look` is omitted.' }) isDefault!: boolean;
}
