import type { EntityManager } from '@mikro-orm/postgresql';
import { ReelwrightError, notFound } from '../../kernel/errors.ts';
import { isId } from '../../kernel/id.ts';
import { pageOf, pageWindow } from '../../kernel/page.ts';
import type { Page, PageArgs } from '../../kernel/page.ts';
import { currentCaller, workspacesOf } from '../../kernel/scope.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { UserRegistered } from '../identity/identity.events.ts';
import type { OnWorkspaceCreated } from './workspace.events.ts';
import { MembershipEntity, WorkspaceEntity } from './workspace.entity.ts';
import type { WorkspaceRow } from './workspace.entity.ts';

export class WorkspaceService {
  readonly #onCreated: OnWorkspaceCreated;

  constructor(onCreated: OnWorkspaceCreated) {
    this.#onCreated = onCreated;
  }

  /** Every new person owns a first workspace, made in the transaction of the registration. */
  async openFirst(em: EntityManager, { userId, name, workspaceId }: UserRegistered): Promise<void> {
    em.create(WorkspaceEntity, { id: workspaceId, name: `${name}'s workspace` });
    await em.flush();
    em.create(MembershipEntity, { workspaceId, userId, role: 'OWNER' });
    await em.flush();
    await this.#onCreated(em, { workspaceId });
  }

  /**
   * Takes a person who deletes their account out of every workspace, in that transaction. A workspace of theirs alone is left without
   * members, so that nobody finds it any more. INVALID_STATE while one with other members would be left without an owner.
   */
  async leaveAll(em: EntityManager, { userId }: { readonly userId: string }): Promise<void> {
    const mine = await em.execute<{ workspace_id: string }[]>('select workspace_id from memberships where user_id = ?', [userId]);
    const ids = mine.map(({ workspace_id }) => workspace_id);
    if (ids.length === 0) return;
    // Two owners who leave at once come one after the other.
    await em.execute('select id from workspaces where id in (?) order by id for update', [ids]);
    const [orphan] = await em.execute<{ name: string }[]>(
      `select w.name from workspaces w join memberships m on m.workspace_id = w.id where w.id in (?)
       group by w.id having count(*) > 1 and count(*) filter (where m.role = 'OWNER' and m.user_id <> ?) = 0 limit 1`,
      [ids, userId],
    );
    if (orphan) {
      const words = `You are the last owner of “${orphan.name}”, which has other members. Hand it over or delete it first.`;
      throw new ReelwrightError('INVALID_STATE', words);
    }
    await em.execute('delete from memberships where user_id = ?', [userId]);
  }

  /** Where a person is a member, for their export. */
  async personalData(em: EntityManager, userId: string): Promise<Readonly<Record<string, unknown>>> {
    const memberships = await em.execute<object[]>(
      `select w.id as "workspaceId", w.name as "workspaceName", m.role, m.created_at as "since"
       from memberships m join workspaces w on w.id = m.workspace_id where m.user_id = ? order by w.id`,
      [userId],
    );
    return { memberships };
  }

  /** NOT_FOUND for what does not exist and for what is somebody else's, in the same words. */
  async get(scope: Scope, id: string): Promise<WorkspaceRow> {
    currentCaller(scope);
    const row = isId(id) ? await scope.read((em) => em.findOne(WorkspaceEntity, { id })) : null;
    if (!row) throw notFound('Workspace');
    return row;
  }

  /** Those the person is a member of, newest first. */
  async list(scope: Scope, args: PageArgs): Promise<Page<WorkspaceRow>> {
    currentCaller(scope);
    const window = pageWindow(args);
    const rows = await scope.read((em) =>
      em.find(WorkspaceEntity, window.beyond ? { id: window.reverse ? { $gt: window.beyond } : { $lt: window.beyond } } : {}, {
        orderBy: { id: window.reverse ? 'asc' : 'desc' },
        limit: window.limit + 1,
      }),
    );
    return pageOf(window, rows);
  }

  count(scope: Scope): number {
    return workspacesOf(scope.actor).length;
  }
}
