import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import type { SignedIn } from '../../identity/session/signed-in.type.ts';
import { AuthPayloadType } from '../../identity/identity.type.ts';
import { InitializeSystemInput } from './setup.input.ts';
import type { SetupService } from './setup.service.ts';
import type { SystemDependency, SystemStatusService } from './system-status.service.ts';
import { SystemDependencyType, SystemStatusType } from './system-status.type.ts';

@Resolver(() => SystemStatusType)
export class SetupResolver {
  constructor(
    private readonly setup: SetupService,
    private readonly status: SystemStatusService,
  ) {}

  @Query(() => SystemStatusType, { description: 'The state of the installation. Public; only administrators see its dependencies.' })
  async systemStatus(@Ctx() { scope }: Context): Promise<SystemStatusType> {
    return { initialized: await this.setup.isInitialized(scope) };
  }

  @FieldResolver(() => [SystemDependencyType], {
    nullable: true,
    description: 'What the installation depends on, by name. Null for everybody but administrators of the installation.',
  })
  async dependencies(@Ctx() { scope }: Context): Promise<readonly SystemDependency[] | null> {
    return scope.actor.kind === 'user' && scope.actor.administrator ? this.status.dependencies(scope) : null;
  }

  @Mutation(() => AuthPayloadType, {
    description:
      'Creates the account of the first administrator of the installation and signs in. It works once, also where registration is closed.',
  })
  async initializeSystem(
    @Ctx() context: Context,
    @Arg('input', () => InitializeSystemInput) input: InitializeSystemInput,
  ): Promise<SignedIn> {
    const signedIn = await this.setup.initialize(context.scope, input);
    context.scope = signedIn.scope;
    return signedIn;
  }
}
