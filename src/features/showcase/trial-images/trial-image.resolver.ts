import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import type { TrialImageRow } from '../showcase.entity.ts';
import type { ShowcaseService, ShownTrialImage } from '../showcase.service.ts';
import type { TrialImageService } from './trial-image.service.ts';
import { AdminTrialImageType, SetTrialImagesInput, TrialImageType } from './trial-image.type.ts';

@Resolver()
export class TrialImageResolver {
  constructor(
    private readonly showcase: ShowcaseService,
    private readonly images: TrialImageService,
  ) {}

  @Query(() => [TrialImageType], {
    description: 'The pictures that everybody may try as a reference, in the order of administrators; at most 100. Public.',
  })
  trialImages(): Promise<readonly ShownTrialImage[]> {
    return this.showcase.trialImages();
  }

  @Query(() => [AdminTrialImageType], {
    description:
      'All pictures to try as a reference, in their order, also inactive and hidden ones; at most 100. Only for administrators of the installation.',
  })
  adminTrialImages(@Ctx() { scope }: Context): Promise<readonly TrialImageRow[]> {
    return this.images.list(scope);
  }

  @Mutation(() => [AdminTrialImageType], {
    description:
      'Replaces the pictures to try as a reference, in their order, and returns them. A picture that stays keeps its address. Only for administrators of the installation.',
  })
  setTrialImages(
    @Ctx() { scope }: Context,
    @Arg('input', () => SetTrialImagesInput) { images }: SetTrialImagesInput,
  ): Promise<readonly TrialImageRow[]> {
    return this.images.set(scope, images);
  }
}
