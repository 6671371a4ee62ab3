import { badInput, assertQuota } from '../../../kernel/errors.ts';
import { currentAdministrator, INSTALLATION } from '../../../kernel/actor.ts';
import { newId } from '../../../kernel/id.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import { checkedCategory, checkedTitle } from '../items/showcase-item-fields.ts';
import { assertCandidate, lockShowcase } from '../showcase-candidate.ts';
import { TrialImageEntity } from '../showcase.entity.ts';
import type { TrialImageRow } from '../showcase.entity.ts';
import { setTrialImages } from './trial-image.mutations.ts';

/** Maximum pictures to try. */
const MAX_TRIAL_IMAGES = 100;

export interface TrialImageChoice {
  readonly assetId: string;
  readonly title: string;
  readonly category?: string | null | undefined;
  readonly active?: boolean | null | undefined;
}

/** Pictures that everybody may try as a reference, for administrators. The database checks again that the caller is one. */
export class TrialImageService {
  constructor(
    private readonly mutations: Mutations,
    /** Drops what this process remembers of the showcase. */
    private readonly drop: () => void,
  ) {}

  /** All pictures in their order, inactive and hidden ones included. @throws ReelwrightError UNAUTHENTICATED, FORBIDDEN */
  async list(scope: Scope): Promise<readonly TrialImageRow[]> {
    currentAdministrator(scope);
    return scope.read((em) => em.find(TrialImageEntity, {}, { orderBy: { position: 'asc', id: 'asc' } }));
  }

  /**
   * Replaces all pictures, in this order. A picture that stays keeps its id and its address. @throws ReelwrightError QUOTA_EXCEEDED,
   * BAD_USER_INPUT for a picture without consent or of another type, INVALID_STATE for a new one that was deleted or whose consent ended
   */
  async set(scope: Scope, choices: readonly TrialImageChoice[]): Promise<readonly TrialImageRow[]> {
    currentAdministrator(scope);
    assertQuota(choices.length, MAX_TRIAL_IMAGES, `At most ${MAX_TRIAL_IMAGES} pictures can be tried.`);
    const chosen = choices.map(({ assetId, title, category, active }, index) => ({
      assetId,
      title: checkedTitle(`input.images.${index}.title`, title),
      category: checkedCategory(`input.images.${index}.category`, category),
      active: active ?? true,
    }));
    const seen = new Set<string>();
    for (const [index, { assetId }] of chosen.entries()) {
      if (seen.has(assetId)) throw badInput(`input.images.${index}.assetId`, 'Must not be repeated.');
      seen.add(assetId);
    }
    await this.mutations.update(scope, { mutation: setTrialImages, subjectId: INSTALLATION }, async (em) => {
      await lockShowcase(em);
      const earlier = new Map((await em.find(TrialImageEntity, {})).map((image) => [image.assetId, image]));
      const before = [...earlier.values()].map(({ assetId, title, active }) => ({ assetId, title, active }));
      for (const [position, choice] of chosen.entries()) {
        const image = earlier.get(choice.assetId);
        earlier.delete(choice.assetId);
        if (image) Object.assign(image, { ...choice, position });
        else {
          await assertCandidate(em, choice.assetId, 'IMAGE', `input.images.${position}.assetId`);
          em.create(TrialImageEntity, { id: newId(), ...choice, position });
        }
      }
      for (const image of earlier.values()) em.remove(image);
      await em.flush();
      return { before: { images: before }, after: { images: chosen.map(({ assetId, title, active }) => ({ assetId, title, active })) } };
    });
    this.drop();
    return this.list(scope);
  }
}
