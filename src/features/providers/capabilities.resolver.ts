import { Ctx, FieldResolver, Query, Resolver } from 'type-graphql';
import type { Context } from '../../platform/graphql/context.ts';
import type { CapabilitiesService } from './capabilities.service.ts';
import { AvailableProviderType, CapabilitiesType, RegistrationModeEnum } from './capabilities.type.ts';

@Resolver(() => CapabilitiesType)
export class CapabilitiesResolver {
  readonly #capabilities: CapabilitiesService;

  constructor(capabilities: CapabilitiesService) {
    this.#capabilities = capabilities;
  }

  @Query(() => CapabilitiesType, { description: 'The functions that this installation has. Needs no sign-in.' })
  capabilities(): CapabilitiesType {
    return this.#capabilities.get();
  }

  @FieldResolver(() => RegistrationModeEnum, { description: 'Who may create an account with `register`.' })
  registration(): Promise<CapabilitiesType['registration']> {
    return this.#capabilities.registration();
  }

  @FieldResolver(() => [AvailableProviderType], {
    description: 'The providers that can be used, ordered by their kind. A kind of work without a provider is not available.',
  })
  providers(@Ctx() { scope }: Context): Promise<readonly AvailableProviderType[]> {
    return this.#capabilities.providers(scope);
  }
}
