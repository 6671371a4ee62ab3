import { Query, Resolver } from 'type-graphql';
import type { CapabilitiesService } from './capabilities.service.ts';
import { CapabilitiesType } from './capabilities.type.ts';

@Resolver()
export class CapabilitiesResolver {
  readonly #capabilities: CapabilitiesService;

  constructor(capabilities: CapabilitiesService) {
    this.#capabilities = capabilities;
  }

  @Query(() => CapabilitiesType, { description: 'The functions that this installation has. Needs no sign-in.' })
  capabilities(): CapabilitiesType {
    return this.#capabilities.get();
  }
}
