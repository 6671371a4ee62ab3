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
      'A preset of a workspace, or one that ships with the program, by its id. Answers NOT_FOUND for a missing or deleted one and, identically, for one of another workspace.',
  })
  preset(@Ctx() { scope }: Context, @Arg('id', () => ID, { description: 'The id of the preset.' }) id: string): Promise<Preset> {
    return this.presets.get(scope, id);
  }

  @Query(() => [PresetType], {
    description: 'Presets that ship with the program. Every workspace can use and copy them; nobody can change them.',
  })
  systemPresets(@Ctx() { scope }: Context): readonly Preset[] {
    return this.presets.shipped(scope);
  }

  @Mutation(() => PresetType, { description: 'Creates a preset, of at most 200 in a workspace. Requires the role EDITOR.' })
  createPreset(@Ctx() { scope }: Context, @Arg('input', () => CreatePresetInput) input: CreatePresetInput): Promise<Preset> {
    return this.presets.create(scope, input);
  }

  @Mutation(() => PresetType, {
    description:
      'Changes a preset. Jobs that exist keep the options they were created with. A preset that ships with the program answers INVALID_STATE. Requires the role EDITOR.',
  })
  updatePreset(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the preset.' }) id: string,
    @Arg('input', () => UpdatePresetInput) input: UpdatePresetInput,
  ): Promise<Preset> {
    return this.presets.update(scope, id, input);
  }

  @Mutation(() => PresetType, {
    description: 'Copies a preset of the workspace, or one that ships with the program. Requires the role EDITOR.',
  })
  duplicatePreset(@Ctx() { scope }: Context, @Arg('input', () => DuplicatePresetInput) input: DuplicatePresetInput): Promise<Preset> {
    return this.presets.duplicate(scope, input);
  }

  @Mutation(() => Boolean, {
    description:
      'Deletes a preset; this cannot be undone. What names it (templates, the default of the workspace) then has no preset. Requires the role EDITOR.',
  })
  async deletePreset(
    @Ctx() { scope }: Context,
    @Arg('id', () => ID, { description: 'The id of the preset.' }) id: string,
  ): Promise<boolean> {
    await this.presets.delete(scope, id);
    return true;
  }

  @Mutation(() => WorkspaceType, {
    description: 'Sets or removes the preset of films that name no other option. Requires the role ADMIN.',
  })
  async setDefaultPreset(
    @Ctx() { scope }: Context,
    @Arg('input', () => SetDefaultPresetInput) input: SetDefaultPresetInput,
  ): Promise<WorkspaceRow> {
    await this.presets.setDefault(scope, input);
    return this.workspaces.get(scope, input.workspaceId);
  }

  @FieldResolver(() => Boolean, { description: 'Whether the preset ships with the program and cannot be changed.' })
  isSystem(@Root() { workspaceId }: Preset): boolean {
    return workspaceId === null;
  }

  @FieldResolver(() => AssetType, {
    nullable: true,
    description: 'The brand font. Stored for later: films do not use it yet. Null when the preset leaves it open.',
  })
  font(@Ctx() { scope }: Context, @Root() { fontAssetId }: Preset): Promise<ListedAsset | null> | null {
    return fontAssetId ? this.assets.load(scope, fontAssetId) : null;
  }

  @FieldResolver(() => AssetType, {
    nullable: true,
    description: 'The logo. Stored for later: films do not use it yet. Null when the preset leaves it open.',
  })
  logo(@Ctx() { scope }: Context, @Root() { logoAssetId }: Preset): Promise<ListedAsset | null> | null {
    return logoAssetId ? this.assets.load(scope, logoAssetId) : null;
  }

  @FieldResolver(() => AssetType, {
    nullable: true,
    description: 'The music. Null when the preset leaves it open.',
  })
  music(@Ctx() { scope }: Context, @Root() { musicAssetId }: Preset): Promise<ListedAsset | null> | null {
    return musicAssetId ? this.assets.load(scope, musicAssetId) : null;
  }

  @FieldResolver(() => UserType, {
    nullable: true,
    description:
      'The person who created the preset, or whose API key did. Null for presets that ship with the program and for people who have left.',
  })
  createdBy(@Ctx() { scope }: Context, @Root() { createdBy }: Preset): Promise<SeenUser | null> | null {
    return createdBy ? loadUser(scope, createdBy) : null;
  }

  @FieldResolver(() => WorkspaceType, {
    nullable: true,
    description: 'The workspace that the preset belongs to. Null for a preset that ships with the program.',
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
    description: 'Presets of the workspace, newest first by default. Those that ship with the program are in `systemPresets`.',
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
    description: 'The preset of films that name no other option. Null when there is none or it was deleted.',
  })
  defaultPreset(@Ctx() { scope }: Context, @Root() { defaultPresetId }: WorkspaceRow): Promise<Preset | null> | null {
    return defaultPresetId ? this.#presets.load(scope, defaultPresetId) : null;
  }
}
