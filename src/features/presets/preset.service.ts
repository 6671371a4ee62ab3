import type { EntityManager } from '@mikro-orm/postgresql';
import { authorOf, currentActor } from '../../kernel/actor.ts';
import { ReelwrightError, assertQuota, notFound } from '../../kernel/errors.ts';
import { isId } from '../../kernel/id.ts';
import type { ListArgs, ListPage } from '../../kernel/page.ts';
import type { GivenOptions } from '../../platform/catalogue/film/film-options.ts';
import { SYSTEM_PRESETS, systemPreset } from '../../platform/catalogue/presets/system-presets.ts';
import { lockRow } from '../../platform/database/rows.ts';
import type { Scope } from '../../platform/database/scope.ts';
import { assertVersion } from '../../platform/mutation/expected-version.ts';
import type { Mutations } from '../../platform/mutation/mutations.ts';
import type { AssetService } from '../assets/asset.service.ts';
import { WorkspaceEntity } from '../workspaces/workspace/workspace.entity.ts';
import { checkPreset, presetRow } from './preset-check.ts';
import type { PresetText } from './preset-check.ts';
import { PresetEntity } from './preset.entity.ts';
import type { PresetRow } from './preset.entity.ts';
import { createPreset, deletePreset, duplicatePreset, setDefaultPreset, updatePreset } from './preset.mutations.ts';
import { asPreset, presetOptions, presetsById, presetsOfWorkspace } from './preset.read.ts';
import type { Preset, PresetFilter, PresetOrderField } from './preset.read.ts';

const MAX_PRESETS = 200;

/** A new preset. Options that are omitted or null are left to the next source of the precedence. */
export interface CreatePreset extends GivenOptions {
  readonly workspaceId: string;
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** A change of a preset. Omitted fields are not changed; null removes an option. */
export interface UpdatePreset extends GivenOptions {
  readonly expectedVersion: number;
  readonly name?: string | null | undefined;
  readonly description?: string | null | undefined;
}

export interface DuplicatePreset {
  readonly workspaceId: string;
  readonly presetId: string;
  readonly name?: string | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

export interface SetDefaultPreset {
  readonly workspaceId: string;
  readonly presetId?: string | null | undefined;
}

/** Named sets of film options. Reads presets by id, including those that ship with the program and have no rows. */
export class PresetService {
  constructor(
    private readonly assets: AssetService,
    private readonly mutations: Mutations,
  ) {}

  /**
   * Creates a preset. @throws ReelwrightError BAD_USER_INPUT that names every invalid option, NOT_FOUND for an unknown asset,
   * QUOTA_EXCEEDED
   */
  async create(scope: Scope, input: CreatePreset): Promise<Preset> {
    const { workspaceId } = input;
    const call = await this.mutations.authorizeCall(scope, { mutation: createPreset, workspaceId, input });
    const id = await this.mutations.create(scope, call, async (em, presetId) => {
      await this.#check(em, workspaceId, input);
      await this.#insert(em, scope, { ...presetRow(input), id: presetId, workspaceId });
    });
    return this.get(scope, id);
  }

  /**
   * Changes a preset. @throws ReelwrightError CONFLICT with the current preset when it was changed meanwhile, INVALID_STATE for one that
   * ships with the program
   */
  async update(scope: Scope, id: string, input: UpdatePreset): Promise<Preset> {
    const { workspaceId } = await this.#own(scope, id);
    await this.mutations.update(scope, { mutation: updatePreset, workspaceId, subjectId: id }, async (em) => {
      const preset = await lockPreset(em, id);
      assertVersion('preset', input.expectedVersion, viewOf(preset));
      const { expectedVersion: _, ...given } = input;
      const changes = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      const next = { ...viewOf(preset), ...changes, name: input.name ?? preset.name };
      const before = viewOf(preset);
      await checkPreset(em, this.assets, { ...next, workspaceId }, before);
      em.assign(preset, { ...presetRow(next), version: preset.version + 1 });
      await em.flush();
      return { before, after: viewOf(preset) };
    });
    return this.get(scope, id);
  }

  /** Copies a preset of the workspace, or one that ships with the program, under another name. @throws ReelwrightError as `create` */
  async duplicate(scope: Scope, input: DuplicatePreset): Promise<Preset> {
    const { workspaceId, presetId } = input;
    const call = await this.mutations.authorizeCall(scope, { mutation: duplicatePreset, workspaceId, input });
    const made = await this.mutations.create(scope, call, async (em, id) => {
      const source = await this.require(em, workspaceId, presetId);
      const copy = { ...presetOptions(source), name: input.name ?? source.name, description: source.description };
      await this.#check(em, workspaceId, copy);
      await this.#insert(em, scope, { ...presetRow(copy), id, workspaceId });
    });
    return this.get(scope, made);
  }

  /**
   * Deletes a preset. Templates and projects that name it use the next source of the precedence; it is no longer the default of the
   * workspace.
   */
  async delete(scope: Scope, id: string): Promise<void> {
    const { workspaceId } = await this.#own(scope, id);
    await this.mutations.update(scope, { mutation: deletePreset, workspaceId, subjectId: id }, async (em) => {
      const preset = await lockPreset(em, id);
      em.assign(preset, { deletedAt: new Date(), version: preset.version + 1 });
      await em.flush();
      return { before: viewOf(preset) };
    });
  }

  /** Sets the default of a workspace; null removes it. @throws ReelwrightError NOT_FOUND for an unknown preset */
  async setDefault(scope: Scope, { workspaceId, presetId = null }: SetDefaultPreset): Promise<void> {
    await this.mutations.update(scope, { mutation: setDefaultPreset, workspaceId, subjectId: workspaceId }, async (em) => {
      if (presetId !== null) await this.require(em, workspaceId, presetId);
      const workspace = await em.findOne(WorkspaceEntity, { id: workspaceId, deletedAt: null });
      if (!workspace) throw notFound('Workspace');
      const before = { defaultPresetId: workspace.defaultPresetId };
      workspace.defaultPresetId = presetId;
      await em.flush();
      return { before, after: { defaultPresetId: presetId } };
    });
  }

  /**
   * A preset by its id. @throws ReelwrightError NOT_FOUND for a missing or deleted preset and, identically, for one of another workspace
   */
  async get(scope: Scope, id: string): Promise<Preset> {
    currentActor(scope);
    const preset = await this.load(scope, id);
    if (!preset) throw notFound('Preset');
    return preset;
  }

  /** Like `get`, batched; null where `get` throws. */
  async load(scope: Scope, id: string): Promise<Preset | null> {
    const shipped = systemPreset(id);
    if (shipped) return asPreset(shipped);
    const row = await presetsById.load(scope, id);
    return row && !row.deletedAt ? row : null;
  }

  /** A workspace's own presets, newest first by default. */
  list(scope: Scope, workspaceId: string, args: ListArgs<PresetFilter, PresetOrderField>): Promise<ListPage<PresetRow>> {
    return presetsOfWorkspace.list(scope, workspaceId, args);
  }

  /** Presets that ship with the program, in the order in which they are shown. */
  shipped(scope: Scope): readonly Preset[] {
    currentActor(scope);
    return SYSTEM_PRESETS.map(asPreset);
  }

  /** A preset that a request names. @throws ReelwrightError NOT_FOUND for a preset that the workspace cannot use */
  async require(em: EntityManager, workspaceId: string, id: string): Promise<Preset> {
    const preset = await this.find(em, workspaceId, id);
    if (!preset) throw notFound('Preset');
    return preset;
  }

  /** A preset that a row names; null if it was deleted or Reelwright no longer ships it. */
  async find(em: EntityManager, workspaceId: string, id: string): Promise<Preset | null> {
    const shipped = systemPreset(id);
    if (shipped) return asPreset(shipped);
    return isId(id) ? em.findOne(PresetEntity, { id, workspaceId, deletedAt: null }) : null;
  }

  /** The default preset of the workspace, for films that name none; null without one. */
  async defaultOf(em: EntityManager, workspaceId: string): Promise<Preset | null> {
    const workspace = await em.findOne(WorkspaceEntity, { id: workspaceId });
    return workspace?.defaultPresetId ? this.find(em, workspaceId, workspace.defaultPresetId) : null;
  }

  async #check(em: EntityManager, workspaceId: string, input: GivenOptions & PresetText): Promise<void> {
    await checkPreset(em, this.assets, { ...input, workspaceId });
  }

  async #insert(
    em: EntityManager,
    scope: Scope,
    row: ReturnType<typeof presetRow> & { readonly id: string; readonly workspaceId: string },
  ): Promise<void> {
    await lockRow(em, WorkspaceEntity, row.workspaceId);
    const presets = await em.count(PresetEntity, { workspaceId: row.workspaceId, deletedAt: null });
    assertQuota(presets + 1, MAX_PRESETS, `A workspace can have at most ${MAX_PRESETS} presets. Delete one first.`);
    em.create(PresetEntity, { ...row, createdBy: authorOf(scope.actor) ?? null });
    await em.flush();
  }

  /** Checks that a preset belongs to a workspace and can be changed. @throws ReelwrightError NOT_FOUND, INVALID_STATE */
  async #own(scope: Scope, id: string): Promise<{ readonly workspaceId: string }> {
    const { workspaceId } = await this.get(scope, id);
    if (workspaceId !== null) return { workspaceId };
    throw new ReelwrightError('INVALID_STATE', 'This preset ships with the program and cannot be changed. Copy it with duplicatePreset.');
  }
}

/** The fields of a preset that clients see, for conflicts and the audit log. */
const viewOf = (preset: PresetRow) => ({
  id: preset.id,
  version: preset.version,
  name: preset.name,
  description: preset.description,
  ...presetOptions(preset),
});

async function lockPreset(em: EntityManager, id: string): Promise<PresetRow> {
  const preset = await lockRow(em, PresetEntity, id);
  if (!preset || preset.deletedAt) throw notFound('Preset');
  return preset;
}
