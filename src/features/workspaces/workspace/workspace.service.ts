import { LockMode } from '@mikro-orm/postgresql';
import type { EntityManager, InferKyselyDB } from '@mikro-orm/postgresql';
import { ReelwrightError, assertQuota, notFound, unauthenticated } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/id.ts';
import type { ListArgs, ListPage } from '../../../kernel/page.ts';
import { currentActor, currentUser } from '../../../kernel/actor.ts';
import { canonicalLocale } from '../../../platform/input/canonical-locale.ts';
import { lockRow } from '../../../platform/database/rows.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import { UserEntity } from '../../identity/identity.entity.ts';
import type { UserRegistered } from '../../identity/identity.events.ts';
import { hasOwnerBeside, lockForChange, lockMembers, revokeAccess, withRole } from '../members/members.ts';
import { MembershipEntity, WorkspaceEntity } from './workspace.entity.ts';
import type { WorkspaceRow } from './workspace.entity.ts';
import type { OnWorkspaceCreated, OnWorkspaceDeleted } from './workspace.events.ts';
import { workspacesById, workspacesOfActor } from './workspace.read.ts';
import type { WorkspaceFilter, WorkspaceOrderField } from './workspace.read.ts';
import { createWorkspace, deleteWorkspace, restoreWorkspace, updateWorkspace } from './workspace.mutations.ts';

const MAX_OWNED_WORKSPACES = 50;
/** Days in which a deleted workspace can be restored. */
const RESTORABLE_DAYS = 30;
const DAY_MS = 86_400_000;

/** A workspace and the scope with the memberships after the change. */
export interface Entered {
  readonly scope: Scope;
  readonly workspace: WorkspaceRow;
}

/** The properties of a deleted workspace that its owners see. */
export interface DeletedWorkspace {
  readonly id: string;
  readonly name: string;
  readonly deletedAt: Date;
  readonly restorableUntil: Date;
}

interface UpdateWorkspace {
  readonly name: string;
  readonly locale?: string | null | undefined;
}

interface WorkspaceHooks {
  readonly onCreated: OnWorkspaceCreated;
  readonly onDeleted: OnWorkspaceDeleted;
}

export class WorkspaceService {
  constructor(
    private readonly mutations: Mutations,
    private readonly hooks: WorkspaceHooks,
  ) {}

  /** Creates the first workspace of a new account, in the registration's transaction. */
  async openFirst(em: EntityManager, { userId, name, workspaceId, verified }: UserRegistered): Promise<void> {
    await this.#open(em, { id: workspaceId, name: `${name}'s workspace` }, userId);
    await this.hooks.onCreated(em, { workspaceId, isFirst: true, userId, verified });
  }

  /** Creates a workspace. @throws ReelwrightError QUOTA_EXCEEDED */
  async create(scope: Scope, input: { name: string }): Promise<Entered> {
    const { userId } = currentUser(scope);
    const call = { mutation: createWorkspace, workspaceId: newId() };
    const name = input.name.trim().normalize('NFC');
    await this.mutations.authorizeCall(scope, call);
    const owner = withRole(scope, call.workspaceId, 'OWNER');
    await this.mutations.runInTransaction(owner, call, async (em) => {
      await assertOwnedQuota(em, userId);
      await this.#open(em, { id: call.workspaceId, name }, userId);
      await this.hooks.onCreated(em, { workspaceId: call.workspaceId, isFirst: false, userId, verified: false });
      return { subjectId: call.workspaceId, answer: undefined, after: { name } };
    });
    return { scope: owner, workspace: await this.get(owner, call.workspaceId) };
  }

  /** Changes name and language; undefined leaves the language as it is. @throws ReelwrightError BAD_USER_INPUT for an unknown locale */
  async update(scope: Scope, id: string, input: UpdateWorkspace): Promise<WorkspaceRow> {
    const name = input.name.trim().normalize('NFC');
    const locale = input.locale == null ? input.locale : canonicalLocale('input.locale', input.locale);
    await this.mutations.update(scope, { mutation: updateWorkspace, workspaceId: id, subjectId: id }, async (em) => {
      await lockForChange(em, scope, id, 'UPDATE_WORKSPACE');
      const workspace = await em.findOneOrFail(WorkspaceEntity, { id });
      const changes = { name, ...(locale !== undefined && { locale }) };
      const before = { name: workspace.name, ...(locale !== undefined && { locale: workspace.locale }) };
      em.assign(workspace, changes);
      await em.flush();
      return { before, after: changes };
    });
    return this.get(scope, id);
  }

  /**
   * Hides the workspace and cancels its jobs; its owners may restore it for 30 days. @throws ReelwrightError INVALID_STATE while it has a plan
   * that is still charged
   */
  async delete(scope: Scope, id: string): Promise<void> {
    await this.mutations.update(scope, { mutation: deleteWorkspace, workspaceId: id, subjectId: id }, async (em) => {
      await lockForChange(em, scope, id, 'DELETE_WORKSPACE');
      await this.#close(em, id, RESTORABLE_DAYS);
      await moveMembers(em, id, 'memberships', 'former_memberships');
      return { before: { deleted: false }, after: { deleted: true } };
    });
  }

  /** Restores a workspace with its former members. @throws ReelwrightError NOT_FOUND except for its former owners within 30 days */
  async restore(scope: Scope, id: string): Promise<Entered> {
    const mine = (await this.listDeleted(scope)).some((workspace) => workspace.id === id);
    if (!mine) throw notFound('Workspace');
    await scope.close();
    const owner = withRole(scope, id, 'OWNER');
    await this.mutations.update(owner, { mutation: restoreWorkspace, workspaceId: id, subjectId: id }, async (em) => {
      const workspace = await lockRow(em, WorkspaceEntity, id);
      if (!workspace?.restorableUntil || workspace.restorableUntil.getTime() <= Date.now()) throw notFound('Workspace');
      em.assign(workspace, { deletedAt: null, restorableUntil: null });
      await em.flush();
      await moveMembers(em, id, 'former_memberships', 'memberships');
      return { before: { deleted: true }, after: { deleted: false } };
    });
    return { scope: owner, workspace: await this.get(owner, id) };
  }

  /** Workspaces that the person may restore. */
  async listDeleted(scope: Scope): Promise<DeletedWorkspace[]> {
    currentUser(scope);
    const rows = await scope.read((em) =>
      em.execute<{ id: string; name: string; deleted_at: string; restorable_until: string }[]>(
        'select * from deleted_workspaces() order by deleted_at desc',
      ),
    );
    return rows.map(({ id, name, deleted_at: deleted, restorable_until: until }) => ({
      id,
      name,
      deletedAt: new Date(deleted),
      restorableUntil: new Date(until),
    }));
  }

  /**
   * Removes a person who deletes their account from every workspace, in the same transaction; a workspace without other members is deleted
   * permanently. @throws ReelwrightError INVALID_STATE for the last owner of a workspace with other members
   */
  async leaveAll(em: EntityManager, { userId }: { readonly userId: string }): Promise<void> {
    // Blocks concurrent joins, which take a share lock on the person's row.
    await em.findOneOrFail(UserEntity, { id: userId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    const mine = await membershipsOf(em, userId).select(['w.id', 'w.name']).execute();
    const [all] = await em.execute<{ joined: number }[]>('select count_memberships() as joined');
    if (all?.joined !== mine.length) throw joinedMeanwhile();
    for (const { id, name } of mine) {
      const members = await lockMembers(em, id);
      if (members.size === 1) await this.#close(em, id, 0);
      else if (!hasOwnerBeside(members, userId)) throw lastOwnerOf(name);
      await revokeAccess(em, id, userId);
    }
    await em.nativeDelete(MembershipEntity, { userId });
    await em.execute('select delete_former_memberships()');
  }

  /** A person's memberships, for their data export. */
  async personalData(em: EntityManager, userId: string): Promise<Readonly<Record<string, unknown>>> {
    const memberships = membershipsOf(em, userId).select([
      'w.id as workspaceId',
      'w.name as workspaceName',
      'm.role',
      'm.created_at as since',
    ]);
    return { memberships: await memberships.execute() };
  }

  /** A workspace by its id. @throws ReelwrightError NOT_FOUND for a missing workspace and, identically, for another actor's */
  async get(scope: Scope, id: string): Promise<WorkspaceRow> {
    currentActor(scope);
    return this.load(scope, id);
  }

  /** Like `get`, for a caller that is known to be authenticated. */
  async load(scope: Scope, id: string): Promise<WorkspaceRow> {
    const row = await workspacesById.load(scope, id);
    if (!row || row.deletedAt) throw notFound('Workspace');
    return row;
  }

  /** The person's workspaces, newest first by default. */
  async list(scope: Scope, args: ListArgs<WorkspaceFilter, WorkspaceOrderField>): Promise<ListPage<WorkspaceRow>> {
    currentActor(scope);
    return workspacesOfActor.root(scope, args);
  }

  async #close(em: EntityManager, id: string, restorableDays: number): Promise<void> {
    await this.hooks.onDeleted(em, { workspaceId: id });
    const workspace = await em.findOneOrFail(WorkspaceEntity, { id });
    const deletedAt = new Date();
    em.assign(workspace, { deletedAt, restorableUntil: new Date(deletedAt.getTime() + restorableDays * DAY_MS) });
    await em.flush();
  }

  async #open(em: EntityManager, workspace: { id: string; name: string }, userId: string): Promise<void> {
    em.create(WorkspaceEntity, workspace);
    em.create(MembershipEntity, { workspaceId: workspace.id, userId, role: 'OWNER' });
    await em.flush();
  }
}

type Tables = InferKyselyDB<typeof WorkspaceEntity | typeof MembershipEntity>;

/** A person's memberships with their workspaces, in the order of their ids. */
const membershipsOf = (em: EntityManager, userId: string) =>
  em
    .getKysely<Tables>()
    .selectFrom('workspaces as w')
    .innerJoin('memberships as m', 'm.workspace_id', 'w.id')
    .where('m.user_id', '=', userId)
    .orderBy('w.id');

/**
 * Moves the memberships of a workspace to the table of former ones, or back. A deleted workspace has only former members, so every lookup
 * by members misses it.
 */
async function moveMembers(em: EntityManager, id: string, from: string, to: string): Promise<void> {
  await em.execute(
    `with moved as (delete from ${from} where workspace_id = ? returning workspace_id, user_id, role, created_at)
     insert into ${to} (workspace_id, user_id, role, created_at) select * from moved`,
    [id],
  );
}

/** Locks the person's row: two concurrent calls could otherwise both count one free workspace. @throws ReelwrightError QUOTA_EXCEEDED */
async function assertOwnedQuota(em: EntityManager, userId: string): Promise<void> {
  const user = await lockRow(em, UserEntity, userId);
  if (!user || user.deletedAt) throw unauthenticated('REVOKED', 'The account was deleted.');
  const [row] = await em.execute<{ owned: number }[]>('select count_owned_workspaces() as owned');
  assertQuota(
    (row?.owned ?? 0) + 1,
    MAX_OWNED_WORKSPACES,
    `A person can own at most ${MAX_OWNED_WORKSPACES} workspaces. Transfer or delete one first.`,
  );
}

const joinedMeanwhile = (): ReelwrightError =>
  new ReelwrightError('INVALID_STATE', 'You joined another workspace at the same moment. Try again.');

const lastOwnerOf = (name: string): ReelwrightError =>
  new ReelwrightError('INVALID_STATE', `You are the last owner of “${name}”, which has other members. Transfer or delete it first.`);
