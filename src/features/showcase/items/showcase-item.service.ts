import type { EntityManager } from '@mikro-orm/postgresql';
import { ReelwrightError, assertQuota, badInput, notFound } from '../../../kernel/errors.ts';
import { currentAdministrator, INSTALLATION } from '../../../kernel/actor.ts';
import { isId, newId } from '../../../kernel/id.ts';
import type { ListArgs, ListPage } from '../../../kernel/page.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { MutationDefinition } from '../../../platform/mutation/mutation.ts';
import type { Change, Mutations } from '../../../platform/mutation/mutations.ts';
import { assertCandidate, lockShowcase } from '../showcase-candidate.ts';
import { ShowcaseItemEntity } from '../showcase.entity.ts';
import type { AdminShowcaseItemRow, ShowcaseItemRow } from '../showcase.entity.ts';
import type { ShowcasePlacement } from '../showcase.states.ts';
import { assertWindow, checkedCategory, checkedTitle } from './showcase-item-fields.ts';
import { createShowcaseItem, deleteShowcaseItem, orderShowcase, updateShowcaseItem } from './showcase-item.mutations.ts';
import { adminShowcaseItems } from './showcase-item.read.ts';
import type { AdminShowcaseItemFilter, AdminShowcaseItemOrderField } from './showcase-item.read.ts';

/** Maximum films in the showcase, hidden ones included: each process keeps all of them in memory. */
const MAX_SHOWCASE_ITEMS = 1_000;

export interface ShowcaseItemChange {
  readonly placement?: ShowcasePlacement | null | undefined;
  readonly category?: string | null | undefined;
  readonly title?: string | null | undefined;
  readonly captions?: boolean | null | undefined;
  readonly publishFrom?: Date | null | undefined;
  readonly publishUntil?: Date | null | undefined;
}
export interface CreateShowcaseItem extends ShowcaseItemChange {
  readonly assetId: string;
  readonly placement: ShowcasePlacement;
  readonly title: string;
}

/** Films of the showcase, for administrators. The database checks again that the caller is one. */
export class ShowcaseItemService {
  constructor(
    private readonly mutations: Mutations,
    /** Drops what this process remembers of the showcase. */
    private readonly drop: () => void,
  ) {}

  /** Items with their state, hidden ones included, by position. @throws ReelwrightError UNAUTHENTICATED, FORBIDDEN */
  async list(scope: Scope, args: ListArgs<AdminShowcaseItemFilter, AdminShowcaseItemOrderField>): Promise<ListPage<AdminShowcaseItemRow>> {
    currentAdministrator(scope);
    return adminShowcaseItems.root(scope, args);
  }

  /**
   * Shows a film at the end of a placement. @throws ReelwrightError BAD_USER_INPUT for a film without consent and, identically, for no film;
   * for a type that browsers do not play; INVALID_STATE for a deleted film or ended consent; CONFLICT, QUOTA_EXCEEDED
   */
  async create(scope: Scope, input: CreateShowcaseItem): Promise<AdminShowcaseItemRow> {
    const { assetId, placement, captions, publishFrom = null, publishUntil = null } = input;
    const title = checkedTitle('input.title', input.title);
    const category = checkedCategory('input.category', input.category);
    assertWindow(publishFrom, publishUntil);
    const id = newId();
    await this.#change(scope, createShowcaseItem, id, async (em) => {
      await assertCandidate(em, assetId, 'VIDEO', 'input.assetId');
      assertQuota(
        (await em.count(ShowcaseItemEntity)) + 1,
        MAX_SHOWCASE_ITEMS,
        `The showcase has at most ${MAX_SHOWCASE_ITEMS} films. Delete one first.`,
      );
      await assertFree(em, placement, assetId);
      const position = await endOf(em, placement);
      const item = { id, assetId, placement, category, title, position, captions: captions ?? true, publishFrom, publishUntil };
      em.create(ShowcaseItemEntity, item);
      await em.flush();
      return { after: item };
    });
    return this.#get(scope, id);
  }

  /** Changes how a film is shown; a new placement appends it there. @throws ReelwrightError NOT_FOUND, CONFLICT, BAD_USER_INPUT */
  async update(scope: Scope, id: string, change: ShowcaseItemChange): Promise<AdminShowcaseItemRow> {
    const title = change.title == null ? undefined : checkedTitle('input.title', change.title);
    const category = change.category === undefined ? undefined : checkedCategory('input.category', change.category);
    await this.#change(scope, updateShowcaseItem, id, async (em) => {
      const item = await this.#item(em, id);
      const before = shownOf(item);
      const { publishFrom = item.publishFrom, publishUntil = item.publishUntil } = change;
      assertWindow(publishFrom, publishUntil);
      if (change.placement != null && change.placement !== item.placement) {
        await assertFree(em, change.placement, item.assetId);
        const { placement, position } = item;
        Object.assign(item, { placement: change.placement, position: await endOf(em, change.placement) });
        await closeGap(em, placement, position, id);
      }
      if (title !== undefined) item.title = title;
      if (category !== undefined) item.category = category;
      if (change.captions != null) item.captions = change.captions;
      Object.assign(item, { publishFrom, publishUntil });
      await em.flush();
      return { before, after: shownOf(item) };
    });
    return this.#get(scope, id);
  }

  /**
   * Puts films of a placement first, in this order; the others follow in theirs. Returns the number of films in the placement. @throws
   * ReelwrightError BAD_USER_INPUT for an id that is unknown, repeated or of another placement
   */
  async order(scope: Scope, placement: ShowcasePlacement, ids: readonly string[]): Promise<number> {
    let count = 0;
    if (ids.length > MAX_SHOWCASE_ITEMS) throw badInput('ids', `Must have at most ${MAX_SHOWCASE_ITEMS} ids.`);
    await this.#change(scope, orderShowcase, INSTALLATION, async (em) => {
      const items = await em.find(ShowcaseItemEntity, { placement }, { orderBy: { position: 'asc', id: 'asc' } });
      const byId = new Map(items.map((item) => [item.id, item]));
      const first = new Set<ShowcaseItemRow>();
      ids.forEach((id, index) => {
        const item = byId.get(id);
        if (!item || first.has(item)) throw badInput(`ids.${index}`, `Must be the id of a film in ${placement}, once.`);
        first.add(item);
      });
      for (const [position, item] of [...first, ...items.filter((other) => !first.has(other))].entries()) item.position = position;
      await em.flush();
      count = items.length;
      return { after: { placement, ids } };
    });
    return count;
  }

  /** Removes a film from the showcase; the film itself stays. @throws ReelwrightError NOT_FOUND */
  async delete(scope: Scope, id: string): Promise<void> {
    await this.#change(scope, deleteShowcaseItem, id, async (em) => {
      const item = await this.#item(em, id);
      const before = shownOf(item);
      em.remove(item);
      await closeGap(em, item.placement, item.position, id);
      await em.flush();
      return { before };
    });
  }

  /** Runs a change under the lock of the showcase, and drops what this process remembers. */
  async #change(
    scope: Scope,
    mutation: MutationDefinition,
    subjectId: string,
    work: (em: EntityManager) => Promise<Change>,
  ): Promise<void> {
    currentAdministrator(scope);
    if (!isId(subjectId)) throw notFound('Showcase item');
    await this.mutations.update(scope, { mutation, subjectId }, async (em) => {
      await lockShowcase(em);
      return work(em);
    });
    this.drop();
  }

  async #item(em: EntityManager, id: string): Promise<ShowcaseItemRow> {
    const item = await em.findOne(ShowcaseItemEntity, { id });
    if (!item) throw notFound('Showcase item');
    return item;
  }

  async #get(scope: Scope, id: string): Promise<AdminShowcaseItemRow> {
    await scope.close();
    const item = await adminShowcaseItems.find(scope, id);
    if (!item) throw notFound('Showcase item');
    return item;
  }
}

const shownOf = ({ assetId, placement, category, title, captions, publishFrom, publishUntil }: ShowcaseItemRow): object => ({
  ...{ assetId, placement, category, title, captions, publishFrom, publishUntil },
});

/** @throws ReelwrightError CONFLICT when the placement shows the film already */
async function assertFree(em: EntityManager, placement: ShowcasePlacement, assetId: string): Promise<void> {
  if ((await em.count(ShowcaseItemEntity, { placement, assetId })) > 0)
    throw new ReelwrightError('CONFLICT', `The film is in ${placement} already. Change that item, or delete it first.`);
}

/** The position behind the last film of a placement. Positions can have gaps, because films are purged. */
async function endOf(em: EntityManager, placement: ShowcasePlacement): Promise<number> {
  const [last] = await em.find(ShowcaseItemEntity, { placement }, { orderBy: { position: 'desc' }, limit: 1 });
  return (last?.position ?? -1) + 1;
}

/** Moves the films behind an item that leaves a placement forward. */
async function closeGap(em: EntityManager, placement: ShowcasePlacement, position: number, id: string): Promise<void> {
  const behind = await em.find(ShowcaseItemEntity, { placement, position: { $gt: position }, id: { $ne: id } });
  for (const item of behind) item.position -= 1;
}
