import { Arg, Ctx, Field, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import type { JobRow } from '../../jobs/job/job.entity.ts';
import { JobObjectType } from '../../jobs/job/job.type.ts';
import { ProviderEstimateType } from '../../providers/estimates/provider-estimate.type.ts';
import { GenerateAvatarInput, GenerateClipInput, GenerateImageInput, GenerateSpeechInput, TranscribeAssetInput } from './media.input.ts';
import type { MediaEstimate, MediaService } from './media.service.ts';

@ObjectType('MediaEstimate', {
  description: 'What a picture, a spoken text, a clip, a talking portrait or a transcript would cost, and who would make it.',
})
class MediaEstimateType implements MediaEstimate {
  @Field(() => Int, { description: 'The credits that the job would reserve and charge.' }) credits!: number;
  @Field(() => String, { description: 'Name of the provider that would make it, as in `capabilities.providers`.' }) provider!: string;
  @Field(() => ProviderEstimateType, { description: 'What the provider is expected to charge at most.' }) cost!: ProviderEstimateType;
}

@Resolver()
export class MediaResolver {
  readonly #media: MediaService;

  constructor(media: MediaService) {
    this.#media = media;
  }

  @Mutation(() => JobObjectType, {
    description: 'Makes one picture from a prompt, as a job whose output is a PNG asset. Costs 1 credit. Requires the role EDITOR.',
  })
  generateImage(@Ctx() { scope }: Context, @Arg('input', () => GenerateImageInput) input: GenerateImageInput): Promise<JobRow> {
    return this.#media.generateImage(scope, input);
  }

  @Mutation(() => JobObjectType, {
    description:
      'Speaks one text, as a job whose output is a WAV asset of 48 kHz. Costs 1 credit for each started 1,000 characters. Requires the role EDITOR.',
  })
  generateSpeech(@Ctx() { scope }: Context, @Arg('input', () => GenerateSpeechInput) input: GenerateSpeechInput): Promise<JobRow> {
    return this.#media.generateSpeech(scope, input);
  }

  @Mutation(() => JobObjectType, {
    description:
      'Makes one clip from a prompt, as a job whose output is a silent MP4 asset. Costs what `models` says of the model. Answers NOT_CONFIGURED where no provider can. Requires the role EDITOR.',
  })
  generateClip(@Ctx() { scope }: Context, @Arg('input', () => GenerateClipInput) input: GenerateClipInput): Promise<JobRow> {
    return this.#media.generateClip(scope, input);
  }

  @Mutation(() => JobObjectType, {
    description:
      'Lets a portrait speak a recording, as a job whose output is an MP4 asset with sound. Costs 2 credits for each started 5 seconds. Answers NOT_CONFIGURED where no provider can. Requires the role EDITOR.',
  })
  generateAvatar(@Ctx() { scope }: Context, @Arg('input', () => GenerateAvatarInput) input: GenerateAvatarInput): Promise<JobRow> {
    return this.#media.generateAvatar(scope, input);
  }

  @Mutation(() => JobObjectType, {
    description:
      'Writes down what is said in a recording or a film, as a job whose output is a WebVTT asset. Costs 1 credit for each started 10 minutes. Answers NOT_CONFIGURED where no provider can. Requires the role EDITOR.',
  })
  transcribeAsset(@Ctx() { scope }: Context, @Arg('input', () => TranscribeAssetInput) input: TranscribeAssetInput): Promise<JobRow> {
    return this.#media.transcribeAsset(scope, input);
  }

  @Query(() => MediaEstimateType, {
    description: 'What `generateImage` would cost with the same input, and who would draw. Writes nothing.',
  })
  estimateImage(@Ctx() { scope }: Context, @Arg('input', () => GenerateImageInput) input: GenerateImageInput): Promise<MediaEstimate> {
    return this.#media.estimateImage(scope, input);
  }

  @Query(() => MediaEstimateType, {
    description: 'What `generateSpeech` would cost with the same input, and who would speak. Writes nothing.',
  })
  estimateSpeech(@Ctx() { scope }: Context, @Arg('input', () => GenerateSpeechInput) input: GenerateSpeechInput): Promise<MediaEstimate> {
    return this.#media.estimateSpeech(scope, input);
  }

  @Query(() => MediaEstimateType, {
    description: 'What `generateClip` would cost with the same input, and who would make it. Writes nothing.',
  })
  estimateClip(@Ctx() { scope }: Context, @Arg('input', () => GenerateClipInput) input: GenerateClipInput): Promise<MediaEstimate> {
    return this.#media.estimateClip(scope, input);
  }

  @Query(() => MediaEstimateType, {
    description: 'What `generateAvatar` would cost with the same input, and who would make it. Writes nothing.',
  })
  estimateAvatar(@Ctx() { scope }: Context, @Arg('input', () => GenerateAvatarInput) input: GenerateAvatarInput): Promise<MediaEstimate> {
    return this.#media.estimateAvatar(scope, input);
  }

  @Query(() => MediaEstimateType, {
    description: 'What `transcribeAsset` would cost with the same input, and who would write it down. Writes nothing.',
  })
  estimateTranscription(
    @Ctx() { scope }: Context,
    @Arg('input', () => TranscribeAssetInput) input: TranscribeAssetInput,
  ): Promise<MediaEstimate> {
    return this.#media.estimateTranscription(scope, input);
  }
}
