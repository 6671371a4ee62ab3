import 'reflect-metadata';
import { GraphQLSchema, isInterfaceType } from 'graphql';
import { buildSchema } from 'type-graphql';
import type { NonEmptyArray } from 'type-graphql';
import { AdminProviderResolver } from '../features/admin/admin-provider.resolver.ts';
import { AssetResolver } from '../features/assets/asset.resolver.ts';
import { ImportResolver } from '../features/assets/imports/import.resolver.ts';
import { LibraryResolver } from '../features/assets/library/library.resolver.ts';
import { JobOutputsResolver } from '../features/assets/library/job-outputs.resolver.ts';
import { UploadResolver } from '../features/assets/uploads/upload.resolver.ts';
import { WorkspaceStorageResolver } from '../features/assets/library/workspace-storage.resolver.ts';
import { WorkspaceEventAssetResolver } from '../features/assets/library/workspace-event-asset.resolver.ts';
import { BatchFieldsResolver } from '../features/batches/batch-fields.resolver.ts';
import { BatchRowJobResolver, BatchRowsResolver } from '../features/batches/rows/batch-row.resolver.ts';
import { BatchResolver, JobBatchResolver, WorkspaceEventBatchResolver } from '../features/batches/batch.resolver.ts';
import { SpendResolver } from '../features/billing/spend/spend.resolver.ts';
import { WorkspaceCreditsResolver } from '../features/billing/workspace-credits.resolver.ts';
import { GoogleSignInResolver } from '../features/identity/sso/google-sign-in.resolver.ts';
import { TotpResolver } from '../features/identity/totp/totp.resolver.ts';
import { ProfilePictureResolver } from '../features/profile-pictures/profile-picture.resolver.ts';
import { AccountResolver } from '../features/identity/account/account.resolver.ts';
import { GrantResolver } from '../features/billing/grants.resolver.ts';
import { CheckoutResolver } from '../features/billing/checkout/checkout.resolver.ts';
import { PlanResolver } from '../features/billing/plans/plan.resolver.ts';
import { WorkspaceSubscriptionResolver } from '../features/billing/subscriptions/subscription.resolver.ts';
import { WorkspaceLimitsResolver } from '../features/billing/workspace-limits.resolver.ts';
import { IdentityResolver } from '../features/identity/session/identity.resolver.ts';
import { SessionResolver } from '../features/identity/session/session.resolver.ts';
import { JobProgressResolver } from '../features/jobs/log/job-progress.resolver.ts';
import { ProviderCallResolver } from '../features/jobs/calls/provider-call.resolver.ts';
import { JobResolver } from '../features/jobs/job/job.resolver.ts';
import { WorkspaceEventJobResolver } from '../features/jobs/log/workspace-event-job.resolver.ts';
import { JobWorkspaceResolver, WorkspaceJobsResolver } from '../features/jobs/job/workspace-jobs.resolver.ts';
import { WorkspaceStatsResolver } from '../features/reports/stats/workspace-stats.resolver.ts';
import { CapabilitiesResolver } from '../features/providers/capabilities.resolver.ts';
import { AssetProvenanceResolver } from '../features/providers/provenance/provenance.resolver.ts';
import { ProviderKeyResolver } from '../features/providers/keys/provider-key.resolver.ts';
import { CatalogueResolver } from '../features/providers/catalogue.resolver.ts';
import {
  NotificationEventsResolver,
  NotificationResolver,
  UserNotificationsResolver,
} from '../features/notifications/notification.resolver.ts';
import { reviewResolvers } from './reviews/review-resolvers.ts';
import { PresetResolver, WorkspacePresetsResolver } from '../features/presets/preset.resolver.ts';
import { TemplateResolver, WorkspaceTemplatesResolver } from '../features/templates/template.resolver.ts';
import { JobInputsResolver, JobRequestResolver } from '../features/renders/request/job-inputs.resolver.ts';
import { AssetProjectsResolver, JobProjectResolver } from '../features/projects/project/linked-projects.resolver.ts';
import { ProjectChoicesResolver } from '../features/projects/project/project-choices.resolver.ts';
import { ProjectFieldsResolver } from '../features/projects/project/project-fields.resolver.ts';
import { ProjectResolver, WorkspaceEventProjectResolver } from '../features/projects/project/project.resolver.ts';
import { SceneResolver } from '../features/projects/scenes/scene.resolver.ts';
import { TimelineResolver } from '../features/projects/timeline/timeline.resolver.ts';
import { VersionResolver } from '../features/projects/versions/version.resolver.ts';
import { ProjectRenderResolver } from '../features/renders/project/project-render.resolver.ts';
import { MediaResolver } from '../features/renders/media/media.resolver.ts';
import { PreviewResolver } from '../features/renders/previews/preview.resolver.ts';
import { WritingResolver } from '../features/renders/writing/writing.resolver.ts';
import { RenditionResolver } from '../features/renders/deliveries/rendition.resolver.ts';
import { RenderResolver } from '../features/renders/render.resolver.ts';
import { ReportResolver } from '../features/reports/report.resolver.ts';
import { CallbackResolver } from '../features/webhooks/callbacks/callback.resolver.ts';
import { WebhookCreatorResolver, WebhookResolver } from '../features/webhooks/webhook.resolver.ts';
import { ApiKeyCreatorResolver, ApiKeyResolver } from '../features/workspaces/api-keys/api-key.resolver.ts';
import { AuditEventActorResolver, WorkspaceAuditResolver } from '../features/workspaces/workspace/workspace-audit.resolver.ts';
import { AuthWorkspaceResolver } from '../features/workspaces/workspace/auth-workspace.resolver.ts';
import { InvitationResolver, WorkspaceInvitationsResolver } from '../features/workspaces/invitations/invitation.resolver.ts';
import { MemberResolver, WorkspaceMembersResolver } from '../features/workspaces/members/member.resolver.ts';
import { WorkspaceEventsResolver } from '../features/workspaces/events/workspace-events.resolver.ts';
import { WorkspaceResolver } from '../features/workspaces/workspace/workspace.resolver.ts';
import type { Class } from '../platform/graphql/context.ts';
import { resolveNodeType } from '../platform/graphql/types/node.ts';
import { describeSchema } from '../platform/graphql/types/describe-schema.ts';
import { ErrorCodeType } from '../platform/graphql/types/error-code.ts';
import { foldIds } from '../platform/graphql/fold-ids.ts';
import { limitTimes } from '../platform/graphql/limit-times.ts';
import { schedulingResolvers } from './scheduling/scheduling-resolvers.ts';
import { showcaseResolvers } from './showcase/showcase-resolvers.ts';
import { publishingResolvers, seriesResolvers } from './publishing/publishing-resolvers.ts';
import { adminResolvers } from './administration/admin-resolvers.ts';
import { NodeResolver } from './node.resolver.ts';
import type { Services } from './services.ts';

type Instances = ReadonlyMap<unknown, object>;

/** Resolvers of presets, templates, projects and films. */
const studioResolvers = ({
  projects,
  scenes,
  versions,
  timelines,
  workspaces,
  jobs,
  assets,
  templates,
  presets,
  renders,
  projectRenders,
  writing,
  previews,
  media,
  batches,
  streams,
}: Services): readonly object[] => [
  new PresetResolver(presets, assets, workspaces),
  new WorkspacePresetsResolver(presets),
  new TemplateResolver(templates, presets, workspaces),
  new WorkspaceTemplatesResolver(templates),
  new ProjectResolver(projects),
  new ProjectFieldsResolver(workspaces, jobs),
  new ProjectChoicesResolver(templates, presets),
  new AssetProjectsResolver(projects),
  new JobProjectResolver(projects),
  new WorkspaceEventProjectResolver(projects),
  new SceneResolver(scenes, projects),
  new VersionResolver(versions, projects),
  new TimelineResolver(timelines, projects),
  new ProjectRenderResolver(projectRenders),
  new WritingResolver(writing),
  new PreviewResolver(previews),
  new MediaResolver(media),
  new AssetProvenanceResolver(),
  new RenderResolver(renders),
  new RenditionResolver(assets, streams),
  new BatchResolver(batches),
  new BatchFieldsResolver({ workspaces, jobs, templates, presets }),
  new BatchRowsResolver(),
  new BatchRowJobResolver(jobs),
  new JobBatchResolver(batches),
  new WorkspaceEventBatchResolver(batches),
  new JobInputsResolver(templates, presets, assets),
  new JobRequestResolver(),
];

/** About providers: which there are, their keys, and what they cost. */
const providerResolvers = ({ catalogue, providerKeys, capabilities, spending, providerCircuits }: Services): readonly object[] => [
  new CatalogueResolver(catalogue),
  new ProviderKeyResolver(providerKeys),
  new CapabilitiesResolver(capabilities),
  new SpendResolver(spending),
  new AdminProviderResolver(providerCircuits),
];

/** Resolvers of notifications. */
const notificationResolvers = ({ notifications, notificationFeed, workspaces }: Services): readonly object[] => [
  new UserNotificationsResolver(notifications),
  new NotificationResolver(workspaces),
  new NotificationEventsResolver(notificationFeed, notifications),
];

/** Resolvers of plans and payments. */
const billingResolvers = ({ checkouts, billingPortals, plans, subscriptions, grants }: Services): readonly object[] => [
  new CheckoutResolver(checkouts, billingPortals),
  new PlanResolver(plans),
  new WorkspaceSubscriptionResolver(subscriptions),
  new GrantResolver(grants),
];

const personResolvers = (services: Services): readonly object[] => {
  const { identity, totp, googleSignIn, emails, passwords, profiles, profilePictures, sessions } = services;
  return [
    new IdentityResolver(identity),
    new TotpResolver(totp),
    new GoogleSignInResolver(googleSignIn),
    new AccountResolver(emails, passwords, profiles),
    new ProfilePictureResolver(profilePictures),
    new SessionResolver(sessions),
  ];
};

/** An instance of every resolver, by class, with its services. This Map replaces a dependency injection container. */
const instancesOf = (services: Services): Instances => {
  const {
    apiKeys,
    audit,
    reports,
    workspaces,
    members,
    invitations,
    workspaceFeed,
    billing,
    jobs,
    jobFeed,
    assets,
    imports,
    library,
    uploads,
    webhooks,
    callbacks,
  } = services;
  return new Map<unknown, object>(
    [
      ...personResolvers(services),
      new WorkspaceResolver(workspaces),
      new AuthWorkspaceResolver(workspaces),
      new MemberResolver(members, workspaces),
      new WorkspaceMembersResolver(members),
      new InvitationResolver(invitations, workspaces),
      new WorkspaceInvitationsResolver(invitations),
      new WorkspaceEventsResolver(workspaceFeed),
      new ApiKeyResolver(apiKeys),
      new ApiKeyCreatorResolver(),
      new WorkspaceAuditResolver(audit),
      new AuditEventActorResolver(),
      new ReportResolver(reports),
      new WorkspaceCreditsResolver(billing),
      new WorkspaceLimitsResolver(),
      new WorkspaceStatsResolver(),
      ...billingResolvers(services),
      new JobResolver(jobs),
      new ProviderCallResolver(),
      new WorkspaceJobsResolver(jobs),
      new JobWorkspaceResolver(workspaces),
      new JobProgressResolver(jobs, jobFeed),
      new WorkspaceEventJobResolver(jobs),
      new AssetResolver(assets, workspaces, jobs),
      new ImportResolver(imports),
      new LibraryResolver(library, assets),
      new JobOutputsResolver(assets),
      new UploadResolver(uploads, assets),
      new WorkspaceStorageResolver(),
      new WorkspaceEventAssetResolver(assets),
      ...reviewResolvers(services),
      ...studioResolvers(services),
      ...seriesResolvers(services),
      ...providerResolvers(services),
      ...publishingResolvers(services),
      ...schedulingResolvers(services),
      ...showcaseResolvers(services),
      new WebhookResolver(webhooks),
      new WebhookCreatorResolver(),
      new CallbackResolver(callbacks),
      ...notificationResolvers(services),
      ...adminResolvers(services),
      new NodeResolver(services),
    ].map((resolver) => [resolver.constructor, resolver]),
  );
};

export interface ApiSchema {
  readonly schema: GraphQLSchema;
  readonly instance: <T>(resolver: Class<T>) => T;
}

/** Builds the schema once per process, because Type-GraphQL collects its decorators globally. */
export async function openSchema(services: Services): Promise<ApiSchema> {
  const instances = instancesOf(services);
  const instance = <T>(resolver: Class<T>): T => {
    const found = instances.get(resolver);
    if (!found) throw new Error(`${resolver.name} is missing from the list of resolvers`);
    return found as T;
  };
  const built = await buildSchema({
    resolvers: [...instances.keys()] as unknown as NonEmptyArray<() => unknown>,
    container: { get: (resolver: Class<object>) => instance(resolver) },
    // Type-GraphQL requires a pubSub although every subscription here has its own stream.
    pubSub: { publish: unused, subscribe: unused },
    validate: { forbidUnknownValues: false, stopAtFirstError: true },
  });
  for (const type of Object.values(built.getTypeMap())) if (isInterfaceType(type)) type.resolveType = resolveNodeType;
  const config = built.toConfig();
  // No field has the type ErrorCode, so the schema would omit it.
  const schema = new GraphQLSchema({ ...config, types: [...config.types, ErrorCodeType] });
  describeSchema(schema);
  foldIds(schema);
  limitTimes();
  return { schema, instance };
}

function unused(): never {
  throw new Error('subscriptions read the log of events, not a bus');
}
