import { Ctx, FieldResolver, Query, Resolver } from 'type-graphql';
import type { Context } from '../../platform/graphql/context.ts';
import type { CapabilitiesService } from './capabilities.service.ts';
import { AvailableProviderType, CapabilitiesType } from './capabilities.type.ts';

@Resolver(() => CapabilitiesType)
export class CapabilitiesResolver {
  readonly #capabilities: CapabilitiesService;

  constructor(capabilities: CapabilitiesService) {
    this.#capabilities = capabilities;
  }

  @Query(() => CapabilitiesType, { description: 'What this installation can do. Needs no sign-in.' })
  capabilities(): CapabilitiesType {
    return this.#capabilities.get();
  }

  @FieldResolver(() => [AvailableProviderType], { description: 'Providers that are on, by kind. A kind that is missing is off.' })
  providers(@Ctx() { scope }: Context): Promise<readonly AvailableProviderType[]> {
    return this.#capabilities.providers(scope);
  }
}
