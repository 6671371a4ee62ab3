import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { ListArgs } from '../../kernel/page.ts';
import type { Context } from '../../platform/graphql/context.ts';
import { connectionOf } from '../../platform/graphql/types/connection.ts';
import type { Connection } from '../../platform/graphql/types/connection.ts';
import type { ListedAsset } from '../assets/asset.read.ts';
import type { AssetService } from '../assets/asset.service.ts';
import { AssetType } from '../assets/asset.type.ts';
import { loadUser } from '../identity/account/user.read.ts';
import type { SeenUser } from '../identity/account/user.read.ts';
import { UserType } from '../identity/identity.type.ts';
import type { WorkspaceRow } from '../workspaces/workspace/workspace.entity.ts';
import type { WorkspaceService } from '../workspaces/workspace/workspace.service.ts';
import { WorkspaceType } from '../workspaces/workspace/workspace.type.ts';
import type { PresetRow } from './preset.entity.ts';
import { CreatePresetInput, DuplicatePresetInput, PresetListArgs, SetDefaultPresetInput, UpdatePresetInput } from './preset.input.ts';
import type { Preset, PresetFilter, PresetOrderField } from './preset.read.ts';
import type { PresetService } from './preset.service.ts';
import { PresetConnectionType, PresetType } from './preset.type.ts';

@Resolver(() => PresetType)
export class PresetResolver {
  constructor(
    private readonly presets: PresetService,
    private readonly assets: AssetService,
    private readonly workspaces: WorkspaceService,
  ) {}

  @Query(() => PresetType, {
    nullable: true,
    description:
      'The preset with this id, of a workspace or of `systemPresets`. Null, with the error NOT_FOUND, for an unknown id, for a deleted preset and, identically, for a preset of another workspace.',
  })
  preset(@Ctx() { scope }: Context, @Arg('id', () => ID, { description: 'The id of the preset.' }) id: string): Promise<Preset> {
    return this.presets.get(scope, id);
  }

  @Query(() => [PresetType], {
    description: 'The presets of Reelwright, in a fixed order. Every workspace can use and copy them; nobody can change them.',
  })
  systemPresets(@Ctx() { scope }: Context): readonly Preset[] {
    return this.presets.shipped(scope);
  }

  @Mutation(() => PresetType, { description: 'Creates a preset. A workspace has at most 200 presets. Requires the role EDITOR.' })
  createPreset(@Ctx() { scope }: Context, @Arg('input', () => CreatePresetInput) input: CreatePresetInput): Promise<Preset> {
    return this.presets.create(scope, input);
  }

  @Mutation(() => PresetType, {
    description:
      'Changes a preset. Jobs that exist keep the options with which they were created. One of `systemPresets` answers INVALID_STATE. Requires the role EDITOR.',
  })
  updatePreset(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the preset.' }) id: string,
    @Arg('input', () => UpdatePresetInput) input: UpdatePresetInput,
  ): Promise<Preset> {
    return this.presets.update(scope, id, input);
  }

  @Mutation(() => PresetType, {
    description: 'Copies a preset of the workspace or one of `systemPresets`. Requires the role EDITOR.',
  })
  duplicatePreset(@Ctx() { scope }: Context, @Arg('input', () => DuplicatePresetInput) input: DuplicatePresetInput): Promise<Preset> {
    return this.presets.duplicate(scope, input);
  }

  @Mutation(() => Boolean, {
    description:
      'Deletes a preset; this cannot be undone. Templates, projects and workspaces that name it then have no preset. Requires the role EDITOR. Returns true.',
  })
  async deletePreset(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the preset.' }) id: string,
  ): Promise<boolean> {
    await this.presets.delete(scope, id);
    return true;
  }

  @Mutation(() => WorkspaceType, {
    description:
      'Sets or removes the default preset of a workspace, which decides options that neither a request nor another preset sets. Requires the role ADMIN.',
  })
  async setDefaultPreset(
    @Ctx() { scope }: Context,
    @Arg('input', () => SetDefaultPresetInput) input: SetDefaultPresetInput,
  ): Promise<WorkspaceRow> {
    await this.presets.setDefault(scope, input);
    return this.workspaces.get(scope, input.workspaceId);
  }

  @FieldResolver(() => Boolean, { description: 'Whether the preset is one of `systemPresets`, which cannot be changed.' })
  isSystem(@Root() { workspaceId }: Preset): boolean {
    return workspaceId === null;
  }

  @FieldResolver(() => AssetType, {
    nullable: true,
    description: 'The font of headings and numbers on cards. Null when the preset does not set this option.',
  })
  font(@Ctx() { scope }: Context, @Root() { fontAssetId }: Preset): Promise<ListedAsset | null> | null {
    return fontAssetId ? this.assets.load(scope, fontAssetId) : null;
  }

  @FieldResolver(() => AssetType, {
    nullable: true,
    description: 'The logo that is shown small in a corner of each card. Null when the preset does not set this option.',
  })
  logo(@Ctx() { scope }: Context, @Root() { logoAssetId }: Preset): Promise<ListedAsset | null> | null {
    return logoAssetId ? this.assets.load(scope, logoAssetId) : null;
  }

  @FieldResolver(() => AssetType, {
    nullable: true,
    description: 'The audio that is played as music. Null when the preset does not set this option.',
  })
  music(@Ctx() { scope }: Context, @Root() { musicAssetId }: Preset): Promise<ListedAsset | null> | null {
    return musicAssetId ? this.assets.load(scope, musicAssetId) : null;
  }

  @FieldResolver(() => UserType, {
    nullable: true,
    description:
      'The person who created the preset, directly or with an API key. Null for `systemPresets`, and when that person has left the workspace.',
  })
  createdBy(@Ctx() { scope }: Context, @Root() { createdBy }: Preset): Promise<SeenUser | null> | null {
    return createdBy ? loadUser(scope, createdBy) : null;
  }

  @FieldResolver(() => WorkspaceType, {
    nullable: true,
    description: 'The workspace that the preset belongs to. Null for `systemPresets`.',
  })
  workspace(@Ctx() { scope }: Context, @Root() { workspaceId }: Preset): Promise<WorkspaceRow> | null {
    return workspaceId ? this.workspaces.load(scope, workspaceId) : null;
  }
}

/** `Workspace.presets` and `Workspace.defaultPreset`. */
@Resolver(() => WorkspaceType)
export class WorkspacePresetsResolver {
  readonly #presets: PresetService;

  constructor(presets: PresetService) {
    this.#presets = presets;
  }

  @FieldResolver(() => PresetConnectionType, {
    description: 'The presets of the workspace, newest first by default, without `systemPresets`.',
  })
  async presets(
    @Ctx() { scope }: Context,
    @Root() { id }: WorkspaceRow,
    @Args(() => PresetListArgs) args: ListArgs<PresetFilter, PresetOrderField>,
  ): Promise<Connection<PresetRow>> {
    return connectionOf(await this.#presets.list(scope, id, args));
  }

  @FieldResolver(() => PresetType, {
    nullable: true,
    description:
      'The preset that decides options that neither a request nor another preset sets. Null when there is none, and when it was deleted.',
  })
  defaultPreset(@Ctx() { scope }: Context, @Root() { defaultPresetId }: WorkspaceRow): Promise<Preset | null> | null {
    return defaultPresetId ? this.#presets.load(scope, defaultPresetId) : null;
  }
}
