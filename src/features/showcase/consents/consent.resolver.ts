import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import type { WorkspaceRow } from '../../workspaces/workspace/workspace.entity.ts';
import { WorkspaceType } from '../../workspaces/workspace/workspace.type.ts';
import type { ShowcaseConsentRow } from '../showcase.entity.ts';
import type { ShowcaseConsentService } from './consent.service.ts';
import { ShowcaseConsentType } from './consent.type.ts';

@Resolver(() => WorkspaceType)
export class ShowcaseConsentResolver {
  constructor(private readonly consents: ShowcaseConsentService) {}

  @FieldResolver(() => [ShowcaseConsentType], {
    description:
      'The films and pictures that the installation may show in its showcase, newest consent first; at most 100. Requires the role ADMIN.',
  })
  showcaseConsents(@Ctx() { scope }: Context, @Root() workspace: WorkspaceRow): Promise<readonly ShowcaseConsentRow[]> {
    return this.consents.list(scope, workspace.id);
  }

  @Mutation(() => ShowcaseConsentType, {
    description:
      'Lets administrators of the installation show a READY film or picture, with its poster and captions, to everybody. `withdrawShowcaseConsent` ends that. Only people may call it. Requires the role ADMIN.',
  })
  giveShowcaseConsent(
    @Ctx() { scope }: Context,
    @Arg('assetId', () => ID, { description: 'The id of the film or picture.' }) assetId: string,
  ): Promise<ShowcaseConsentRow> {
    return this.consents.give(scope, assetId);
  }

  @Mutation(() => ShowcaseConsentType, {
    description:
      'Hides a film or picture from the showcase at once. Copies in caches of browsers and of a CDN expire within 5 minutes. Only people may call it. Requires the role ADMIN.',
  })
  withdrawShowcaseConsent(
    @Ctx() { scope }: Context,
    @Arg('assetId', () => ID, { description: 'The id of the film or picture.' }) assetId: string,
  ): Promise<ShowcaseConsentRow> {
    return this.consents.withdraw(scope, assetId);
  }
}
