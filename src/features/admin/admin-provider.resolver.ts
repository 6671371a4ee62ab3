import { Ctx, Query, Resolver } from 'type-graphql';
import { currentAdministrator } from '../../kernel/actor.ts';
import type { Context } from '../../platform/graphql/context.ts';
import { stateOf } from '../providers/circuits/circuit.states.ts';
import type { ProviderCircuits } from '../providers/circuits/provider-circuits.service.ts';
import { AdminProviderType } from './admin-provider.type.ts';

@Resolver()
export class AdminProviderResolver {
  constructor(private readonly circuits: ProviderCircuits) {}

  @Query(() => [AdminProviderType], {
    description:
      'Providers whose last call with the key or the server of the installation failed, and why. Empty while all work. Administrators of the installation only.',
  })
  async adminProviders(@Ctx() { scope }: Context): Promise<readonly AdminProviderType[]> {
    currentAdministrator(scope);
    const failing = await scope.read((em) => this.circuits.failing(em));
    return failing.map((circuit) => {
      const { kind, provider: name, failures, failure, failedAt } = circuit;
      return { kind, name, failures, failure, failedAt, state: stateOf(circuit) };
    });
  }
}
