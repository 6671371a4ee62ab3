import { Ctx, Query, Resolver } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import type { InstallationSpend } from './installation-spend.ts';
import type { InstallationSpendService } from './installation-spend.service.ts';
import { AdminSpendType } from './installation-spend.type.ts';

@Resolver()
export class InstallationSpendResolver {
  constructor(private readonly service: InstallationSpendService) {}

  @Query(() => AdminSpendType, {
    description:
      'What calls to providers with keys of the installation cost this month. `updateSettings` sets the limit. Only for administrators of the installation.',
  })
  adminSpend(@Ctx() { scope }: Context): Promise<InstallationSpend> {
    return this.service.current(scope);
  }
}
