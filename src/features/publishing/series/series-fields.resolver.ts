import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { currentActor } from '../../../kernel/actor.ts';
import { reaches } from '../../../kernel/role.ts';
import type { Context } from '../../../platform/graphql/context.ts';
import type { AssetRow } from '../../assets/asset.entity.ts';
import type { AssetService } from '../../assets/asset.service.ts';
import { AssetType } from '../../assets/asset.type.ts';
import { loadUser } from '../../identity/account/user.read.ts';
import type { SeenUser } from '../../identity/account/user.read.ts';
import { UserType } from '../../identity/identity.type.ts';
import type { Preset } from '../../presets/preset.read.ts';
import type { PresetService } from '../../presets/preset.service.ts';
import { PresetType } from '../../presets/preset.type.ts';
import type { PromptTemplateRow } from '../../templates/template.entity.ts';
import type { TemplateService } from '../../templates/template.service.ts';
import { PromptTemplateType } from '../../templates/template.type.ts';
import { ACTIONS } from '../../workspaces/workspace/workspace.access.ts';
import type { WorkspaceRow } from '../../workspaces/workspace/workspace.entity.ts';
import type { WorkspaceService } from '../../workspaces/workspace/workspace.service.ts';
import { WorkspaceType } from '../../workspaces/workspace/workspace.type.ts';
import type { SeriesRow } from './series.entity.ts';
import { SeriesType } from './series.type.ts';

interface SeriesFieldsParts {
  readonly workspaces: WorkspaceService;
  readonly templates: TemplateService;
  readonly presets: PresetService;
  readonly assets: AssetService;
}

/** Fields of `Series` that are read from other features, or that not every role may read. */
@Resolver(() => SeriesType)
export class SeriesFieldsResolver {
  readonly #parts: SeriesFieldsParts;

  constructor(parts: SeriesFieldsParts) {
    this.#parts = parts;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'The URL of the feed. Null for a series with a file, and for the role VIEWER, because the URL may contain a secret.',
  })
  feedUrl(@Ctx() { scope }: Context, @Root() { feedUrl, workspaceId }: SeriesRow): string | null {
    const role = currentActor(scope).memberships.get(workspaceId);
    return role && reaches(role, ACTIONS.MANAGE_SERIES) ? (feedUrl ?? null) : null;
  }

  @FieldResolver(() => AssetType, {
    nullable: true,
    description: 'The file with the rows. Null for a series with a feed, and when the file was purged.',
  })
  itemsAsset(@Ctx() { scope }: Context, @Root() { itemsAssetId }: SeriesRow): Promise<AssetRow | null> | null {
    return itemsAssetId ? this.#parts.assets.load(scope, itemsAssetId) : null;
  }

  @FieldResolver(() => PromptTemplateType, {
    nullable: true,
    description: 'The prompt template of the films. Null when it was deleted; runs then fail.',
  })
  template(@Ctx() { scope }: Context, @Root() { templateId }: SeriesRow): Promise<PromptTemplateRow | null> | null {
    return templateId ? this.#parts.templates.load(scope, templateId) : null;
  }

  @FieldResolver(() => PresetType, {
    nullable: true,
    description: 'The preset whose options the films have. Null when there is none, and when it was deleted; runs then fail.',
  })
  preset(@Ctx() { scope }: Context, @Root() { presetId }: SeriesRow): Promise<Preset | null> | null {
    return presetId ? this.#parts.presets.load(scope, presetId) : null;
  }

  @FieldResolver(() => UserType, {
    nullable: true,
    description: 'The person who created the series, directly or with an API key. Null when that person has left the workspace.',
  })
  createdBy(@Ctx() { scope }: Context, @Root() { createdBy }: SeriesRow): Promise<SeenUser | null> | null {
    return createdBy ? loadUser(scope, createdBy) : null;
  }

  @FieldResolver(() => WorkspaceType, { description: 'The workspace that the series belongs to.' })
  workspace(@Ctx() { scope }: Context, @Root() series: SeriesRow): Promise<WorkspaceRow> {
    return this.#parts.workspaces.load(scope, series.workspaceId);
  }
}
