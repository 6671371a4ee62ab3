import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { buildSchema } from 'type-graphql';
import type { NonEmptyArray } from 'type-graphql';
import { AdminJobResolver } from '../features/admin/admin-job.resolver.ts';
import { AssetResolver } from '../features/assets/asset.resolver.ts';
import { ImportResolver } from '../features/assets/import.resolver.ts';
import { LibraryResolver } from '../features/assets/library.resolver.ts';
import { ShareLinkResolver, ShareResolver } from '../features/assets/share.resolver.ts';
import { JobOutputsResolver } from '../features/assets/job-outputs.resolver.ts';
import { UploadResolver } from '../features/assets/upload.resolver.ts';
import { WorkspaceStorageResolver } from '../features/assets/workspace-storage.resolver.ts';
import { WorkspaceEventAssetResolver } from '../features/assets/workspace-event-asset.resolver.ts';
import { WorkspaceCreditsResolver } from '../features/billing/workspace-credits.resolver.ts';
import { GoogleSignInResolver } from '../features/identity/google-sign-in.resolver.ts';
import { TotpResolver } from '../features/identity/totp.resolver.ts';
import { AccountResolver } from '../features/identity/account.resolver.ts';
import { WorkspaceLimitsResolver } from '../features/billing/workspace-limits.resolver.ts';
import { IdentityResolver } from '../features/identity/identity.resolver.ts';
import { SessionResolver } from '../features/identity/session.resolver.ts';
import { JobProgressResolver } from '../features/jobs/job-progress.resolver.ts';
import { JobResolver } from '../features/jobs/job.resolver.ts';
import { WorkspaceEventJobResolver } from '../features/jobs/workspace-event-job.resolver.ts';
import { JobWorkspaceResolver, WorkspaceJobsResolver } from '../features/jobs/workspace-jobs.resolver.ts';
import { CapabilitiesResolver } from '../features/providers/capabilities.resolver.ts';
import { CatalogueResolver } from '../features/providers/catalogue.resolver.ts';
import { RenderResolver } from '../features/renders/render.resolver.ts';
import { AuditExportResolver } from '../features/reports/audit-export.resolver.ts';
import { WebhookResolver } from '../features/webhooks/webhook.resolver.ts';
import { ApiKeyCreatorResolver, ApiKeyResolver } from '../features/workspaces/api-key.resolver.ts';
import { AuditEventRoleResolver, WorkspaceAuditResolver } from '../features/workspaces/workspace-audit.resolver.ts';
import { AuthWorkspaceResolver } from '../features/workspaces/auth-workspace.resolver.ts';
import { InvitationResolver, WorkspaceInvitationsResolver } from '../features/workspaces/invitation.resolver.ts';
import { MemberResolver, WorkspaceMembersResolver } from '../features/workspaces/member.resolver.ts';
import { WorkspaceEventsResolver } from '../features/workspaces/workspace-events.resolver.ts';
import { WorkspaceResolver } from '../features/workspaces/workspace.resolver.ts';
import type { Class } from '../platform/graphql/context.ts';
import { foldIds } from '../platform/graphql/fold-ids.ts';
import type { Services } from './services.ts';

type Instances = ReadonlyMap<unknown, object>;

/** Every resolver with the services it is made of. A Map from class to instance is the whole container. */
const instancesOf = ({
  totp,
  googleSignIn,
  apiKeys,
  identity,
  emails,
  sessions,
  passwords,
  profiles,
  audit,
  auditExports,
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
  shares,
  uploads,
  renders,
  catalogue,
  capabilities,
  webhooks,
  adminJobs,
}: Services): Instances =>
  new Map<unknown, object>(
    [
      new IdentityResolver(identity),
      new TotpResolver(totp),
      new GoogleSignInResolver(googleSignIn),
      new AccountResolver(emails, passwords, profiles),
      new SessionResolver(sessions),
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
      new AuditEventRoleResolver(),
      new AuditExportResolver(auditExports),
      new WorkspaceCreditsResolver(billing),
      new WorkspaceLimitsResolver(),
      new JobResolver(jobs),
      new WorkspaceJobsResolver(jobs),
      new JobWorkspaceResolver(workspaces),
      new JobProgressResolver(jobs, jobFeed),
      new WorkspaceEventJobResolver(jobs),
      new AssetResolver(assets, workspaces, jobs),
      new ImportResolver(imports),
      new LibraryResolver(library, assets),
      new ShareResolver(shares),
      new ShareLinkResolver(),
      new JobOutputsResolver(assets),
      new UploadResolver(uploads, assets),
      new WorkspaceStorageResolver(),
      new WorkspaceEventAssetResolver(assets),
      new RenderResolver(renders),
      new CatalogueResolver(catalogue),
      new CapabilitiesResolver(capabilities),
      new WebhookResolver(webhooks),
      new AdminJobResolver(adminJobs),
    ].map((resolver) => [resolver.constructor, resolver]),
  );

export interface ApiSchema {
  readonly schema: GraphQLSchema;
  readonly instance: <T>(resolver: Class<T>) => T;
}

/** Builds the schema once a process: Type-GraphQL collects its decorators globally. */
export async function openSchema(services: Services): Promise<ApiSchema> {
  const instances = instancesOf(services);
  const instance = <T>(resolver: Class<T>): T => {
    const found = instances.get(resolver);
    if (!found) throw new Error(`${resolver.name} is missing from the list of resolvers`);
    return found as T;
  };
  const schema = await buildSchema({
    resolvers: [...instances.keys()] as unknown as NonEmptyArray<() => unknown>,
    container: { get: (resolver: Class<object>) => instance(resolver) },
    // Type-GraphQL asks for one although every subscription of ours brings its own stream.
    pubSub: { publish: unused, subscribe: unused },
    validate: { forbidUnknownValues: false, stopAtFirstError: true },
  });
  foldIds(schema);
  return { schema, instance };
}

function unused(): never {
  throw new Error('subscriptions read the log of events, not a bus');
}
