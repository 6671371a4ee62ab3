import type { EntityManager } from '@mikro-orm/postgresql';
import { notFound } from '../../kernel/errors.ts';
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
