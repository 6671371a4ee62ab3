import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import type { Context } from '../../platform/graphql/context.ts';
import type { CatalogueService } from './catalogue.service.ts';
import { LanguageType, LookType, VideoModelType, VoiceType } from './catalogue.type.ts';

@Resolver()
export class CatalogueResolver {
  constructor(private readonly catalogue: CatalogueService) {}

  @Query(() => [VideoModelType], {
    description:
      'The models in a fixed order, including those that are RETIRED. First the models for `generateVideo`; then the models of clouds with which this installation writes, speaks and draws, whose state comes from the lists of their makers, read once a day.',
  })
  models(@Ctx() { scope }: Context): Promise<VideoModelType[]> {
    return this.catalogue.models(scope);
  }

  @Query(() => [VoiceType], {
    description: 'The voices that narrate films, in the order in which they are preferred. The first voice of a language is its default.',
  })
  voices(
    @Ctx() { scope }: Context,
    @Arg('language', () => String, {
      nullable: true,
      description:
        'Only voices of this language, a BCP 47 tag from `languages` with or without a region. When omitted or null, voices of all languages are listed.',
    })
    language?: string | null,
  ): readonly VoiceType[] {
    return this.catalogue.voices(scope, language);
  }

  @Query(() => [LanguageType], { description: 'The languages in which films can be written and spoken, in a fixed order.' })
  languages(@Ctx() { scope }: Context): readonly LanguageType[] {
    return this.catalogue.languages(scope);
  }

  @Query(() => [LookType], { description: 'The styles of the cards that are drawn as pictures of scenes, in a fixed order.' })
  looks(@Ctx() { scope }: Context): readonly LookType[] {
    return this.catalogue.looks(scope);
  }
}
