import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import type { Context } from '../../platform/graphql/context.ts';
import type { CatalogueService } from './catalogue.service.ts';
import { LanguageType, LookType, VideoModelType, VoiceType } from './catalogue.type.ts';

@Resolver()
export class CatalogueResolver {
  readonly #catalogue: CatalogueService;

  constructor(catalogue: CatalogueService) {
    this.#catalogue = catalogue;
  }

  @Query(() => [VideoModelType], {
    description: 'Models for `generateVideo`, retired ones included: their `replacedBy` names the successor.',
  })
  models(@Ctx() { scope }: Context): readonly VideoModelType[] {
    return this.#catalogue.models(scope);
  }

  @Query(() => [VoiceType], { description: 'Voices that narrate films; the first one of a language is its default.' })
  voices(
    @Ctx() { scope }: Context,
    @Arg('language', () => String, {
      nullable: true,
      description: 'BCP 47 tag, with or without a region, from `languages`. Voices of all languages when left out.',
    })
    language?: string | null,
  ): readonly VoiceType[] {
    return this.#catalogue.voices(scope, language);
  }

  @Query(() => [LanguageType], { description: 'Languages that films can be written and spoken in.' })
  languages(@Ctx() { scope }: Context): readonly LanguageType[] {
    return this.#catalogue.languages(scope);
  }

  @Query(() => [LookType], { description: 'Styles of the scene cards.' })
  looks(@Ctx() { scope }: Context): readonly LookType[] {
    return this.#catalogue.looks(scope);
  }
}
