import { sql } from 'kysely';
import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { loadUser } from '../features/identity/account/user.read.ts';
import { authorize } from '../features/workspaces/workspace/workspace.access.ts';
import { currentActor } from '../kernel/actor.ts';
import { ReelwrightError, notFound } from '../kernel/errors.ts';
import { isId } from '../kernel/id.ts';
import { systemPreset } from '../platform/catalogue/presets/system-presets.ts';
import type { Scope } from '../platform/database/scope.ts';
import type { Context } from '../platform/graphql/context.ts';
import { NodeType, asNode } from '../platform/graphql/types/node.ts';
import type { NodeSource } from '../platform/graphql/types/node.ts';
import type { Services } from './services.ts';

/**
 * Every type that `node` reads. An UploadSession and a ReviewedAsset share their id with an Asset, an AdminJob with its Job, and a
 * DeletedWorkspace with the workspace that can be restored from it, so these four are not nodes.
 */
const sourcesOf = (services: NodeServices): readonly NodeSource[] => [
  { type: 'User', table: 'users', load: loadUser },
  { type: 'Session', table: 'sessions', load: (scope, id) => services.sessions.get(scope, id) },
  { type: 'Workspace', table: 'workspaces', load: (scope, id) => services.workspaces.get(scope, id) },
  { type: 'Invitation', table: 'invitations', load: (scope, id) => services.invitations.get(scope, id) },
  { type: 'ApiKey', table: 'api_keys', load: (scope, id) => services.apiKeys.get(scope, id) },
  { type: 'AuditEvent', table: 'audit_events', load: (scope, id) => auditEvent(services, scope, id) },
  { type: 'CreditEntry', table: 'credit_entries', load: (scope, id) => services.billing.entry(scope, id) },
  { type: 'Job', table: 'jobs', load: (scope, id) => services.jobs.get(scope, id) },
  { type: 'Asset', table: 'assets', load: (scope, id) => services.assets.get(scope, id) },
  { type: 'Project', table: 'projects', load: (scope, id) => services.projects.get(scope, id) },
  { type: 'Batch', table: 'batches', load: (scope, id) => services.batches.get(scope, id) },
  { type: 'Channel', table: 'channels', load: (scope, id) => services.channels.get(scope, id) },
  { type: 'Publication', table: 'publications', load: (scope, id) => services.publications.get(scope, id) },
  { type: 'Series', table: 'series', load: (scope, id) => services.series.get(scope, id) },
  { type: 'SeriesRun', table: 'series_runs', load: (scope, id) => services.series.getRun(scope, id) },
  { type: 'Slot', table: 'slots', load: (scope, id) => services.slots.get(scope, id) },
  { type: 'Scene', table: 'scenes', load: (scope, id) => services.scenes.get(scope, id) },
  { type: 'CalendarFeed', table: 'calendar_feeds', load: (scope, id) => services.calendars.get(scope, id) },
  { type: 'ShareLink', table: 'share_links', load: (scope, id) => services.shares.get(scope, id) },
  { type: 'Comment', table: 'comments', load: (scope, id) => services.comments.get(scope, id) },
  { type: 'Preset', table: 'presets', load: (scope, id) => services.presets.get(scope, id) },
  { type: 'PromptTemplate', table: 'prompt_templates', load: (scope, id) => services.templates.get(scope, id) },
  { type: 'Webhook', table: 'webhooks', load: (scope, id) => services.webhooks.get(scope, id) },
  { type: 'Notification', table: 'notifications', load: (scope, id) => services.notifications.load(scope, id) },
  { type: 'WebhookDelivery', table: 'webhook_deliveries', load: (scope, id) => services.webhooks.delivery(scope, id) },
];

type NodeServices = Pick<
  Services,
  | 'sessions'
  | 'workspaces'
  | 'invitations'
  | 'apiKeys'
  | 'audit'
  | 'billing'
  | 'jobs'
  | 'assets'
  | 'projects'
  | 'batches'
  | 'series'
  | 'slots'
  | 'calendars'
  | 'scenes'
  | 'shares'
  | 'comments'
  | 'channels'
  | 'publications'
  | 'presets'
  | 'templates'
  | 'webhooks'
  | 'notifications'
>;

/** `Query.node`, for Relay clients. */
@Resolver()
export class NodeResolver {
  readonly #sources: readonly NodeSource[];

  constructor(services: NodeServices) {
    this.#sources = sourcesOf(services);
  }

  @Query(() => NodeType, {
    nullable: true,
    description:
      'The object with this id, of any type that implements Node. Null, with the error NOT_FOUND, for an unknown id and, identically, for an object that you may not read.',
  })
  async node(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of an object of any type that implements Node.' }) id: string,
  ): Promise<NodeType> {
    currentActor(scope);
    const source = isId(id) ? (this.#shipped(id) ?? (await this.#find(scope, id))) : undefined;
    // The error of the object's own query would tell which type an id belongs to.
    const row = await source?.load(scope, id).catch((error: unknown) => {
      if (isNotFound(error)) return null;
      throw error;
    });
    if (!source || !row) throw notFound('Node');
    return asNode(row as NodeType, source.type);
  }

  /** The source of an object that ships with the program and has no row, such as a built-in preset. */
  #shipped(id: string): NodeSource | undefined {
    return systemPreset(id) && this.#sources.find(({ type }) => type === 'Preset');
  }

  /** Finds the type of an id. Row-level security shows only the rows of the actor's workspaces. */
  async #find(scope: Scope, id: string): Promise<NodeSource | undefined> {
    const each = this.#sources.map(
      ({ type, table }) => sql<{ type: string }>`select ${type}::text as type from ${sql.table(table)} where id = ${id}::uuid`,
    );
    const { rows } = await scope.read((em) => sql<{ type: string }>`${sql.join(each, sql` union all `)}`.execute(em.getKysely()));
    return this.#sources.find(({ type }) => type === rows[0]?.type);
  }
}

/** Loads an audit event by its id: one of a workspace, or one of the caller's own account, which is in the log of no workspace. */
async function auditEvent({ audit }: NodeServices, scope: Scope, id: string): Promise<object | null> {
  const event = await audit.get(scope, id);
  if (!event?.workspaceId) return null;
  authorize(scope, event.workspaceId, 'VIEW_AUDIT');
  return event;
}

const isNotFound = (error: unknown): boolean => error instanceof ReelwrightError && error.code === 'NOT_FOUND';
