import type { EntityManager } from '@mikro-orm/postgresql';
import { Complaints } from '../../../kernel/complaints.ts';
import type { OptionLayer } from '../../../platform/catalogue/film/option-layers.ts';
import { resolveOptions } from '../../../platform/catalogue/film/precedence.ts';
import type { OptionOrigin } from '../../../platform/catalogue/film/precedence.ts';
import { musicLengthFault } from '../../../platform/catalogue/film/resolve-music.ts';
import type { ProviderChoice } from '../../../platform/catalogue/film/provider-choice.ts';
import type { AssetKind } from '../../assets/asset.entity.ts';
import type { AssetService, NamedAsset } from '../../assets/asset.service.ts';
import { presetOptions } from '../../presets/preset.read.ts';
import type { Preset } from '../../presets/preset.read.ts';
import type { PresetService } from '../../presets/preset.service.ts';
import type { KindProvider } from '../../providers/circuits/provider-circuits.service.ts';
import type { ProviderKeys } from '../../providers/keys/provider-keys.service.ts';
import { PromptTemplateEntity } from '../../templates/template.entity.ts';
import type { PromptTemplateRow } from '../../templates/template.entity.ts';
import type { TemplateService } from '../../templates/template.service.ts';
import { WHOSE, chosenProviders, completeRequest, pathOf } from './video-request.ts';
import type { CompleteRequest, VideoRequest } from './video-request.ts';

/** Options that name an asset, with the kind that each accepts. */
const ASSET_OPTIONS: Readonly<Partial<Record<OptionOrigin['option'], AssetKind>>> = {
  fontAssetId: 'FONT',
  logoAssetId: 'IMAGE',
  musicAssetId: 'AUDIO',
};

/** Each one passes a provider over that the former chose; a film has three. */
const MAX_PLANS = 4;

/** The preset that a request chooses for a film of a project, and the template and preset of the project. */
interface ProjectPresets {
  readonly chosen?: string | null | undefined;
  readonly templateId: string | null;
  readonly presetId: string | null;
}

/** Loads the objects that requests for films name, and completes the requests with them. */
export class VideoRequests {
  constructor(
    private readonly templates: TemplateService,
    private readonly presets: PresetService,
    private readonly assets: AssetService,
    private readonly providers: ProviderKeys,
  ) {}

  /**
   * Loads and completes a request. @throws ReelwrightError NOT_FOUND for a template, preset or asset that the workspace lacks,
   * BAD_USER_INPUT that names every invalid field
   */
  async complete(em: EntityManager, workspaceId: string, request: VideoRequest): Promise<CompleteRequest> {
    const complaints = new Complaints();
    const template = request.templateId == null ? undefined : await this.templates.require(em, workspaceId, request.templateId);
    const layers = await this.#layers(em, workspaceId, request, template);
    const { referenceAssetId, musicAssetId, musicStartMs } = request;
    await this.assets.check(
      em,
      workspaceId,
      [
        { id: referenceAssetId, path: 'input.referenceAssetId', kinds: ['IMAGE', 'VIDEO'] },
        { id: musicAssetId, path: 'input.musicAssetId', kinds: ['AUDIO'], lengthFault: (ms) => musicLengthFault(ms, musicStartMs) },
      ],
      complaints,
    );
    const filled = template && this.templates.fill(template, request.variables, 'input.variables', complaints);
    const words = filled && { ...filled, isWhole: complaints.isEmpty };
    const choice = await this.providers.choiceOf(em, workspaceId);
    const complete = completeRequest(request, { words, layers, choice }, complaints);
    // Assets may have been deleted since the preset was saved.
    await this.assets.check(em, workspaceId, presetAssets(complete.origins), complaints);
    complaints.throwIfAny();
    return complete;
  }

  /** The presets that apply to films of a template. @throws ReelwrightError NOT_FOUND for a template or preset that the workspace lacks */
  async layers(
    em: EntityManager,
    workspaceId: string,
    { templateId, presetId }: { readonly templateId: string; readonly presetId: string | null },
  ): Promise<readonly OptionLayer[]> {
    return this.#layers(em, workspaceId, { presetId }, await this.templates.require(em, workspaceId, templateId));
  }

  /** Complains about assets of presets, which may have been deleted since the preset was saved. */
  async checkAssets(em: EntityManager, workspaceId: string, origins: readonly OptionOrigin[], complaints: Complaints): Promise<void> {
    await this.assets.check(em, workspaceId, presetAssets(origins), complaints);
  }

  /** The providers that films of the workspace can be made with, without those that fail. */
  choiceOf(em: EntityManager, workspaceId: string): Promise<ProviderChoice> {
    return this.providers.choiceOf(em, workspaceId);
  }

  /**
   * Plans work that is about to call the providers `used`. Those of them that failed are tried again by this work alone: when other work was
   * faster, `plan` is called again and chooses the next ones. A provider that a request names stays.
   */
  async planProbing<Plan>(
    em: EntityManager,
    workspaceId: string,
    plan: () => Promise<Plan>,
    used: (plan: Plan) => readonly KindProvider[],
  ): Promise<Plan> {
    for (let left = MAX_PLANS; ; left -= 1) {
      const planned = await plan();
      if (left === 1 || (await this.providers.beginProbes(em, workspaceId, used(planned))) !== 'LOST') return planned;
    }
  }

  /** The provider that writes the scenes of a project, by the options of its presets. */
  async writerOf(
    em: EntityManager,
    workspaceId: string,
    project: { readonly language: string; readonly templateId?: string | null | undefined; readonly presetId?: string | null | undefined },
  ): Promise<string> {
    const { language, templateId = null, presetId = null } = project;
    const layers = await this.layersOfProject(em, workspaceId, { templateId, presetId });
    const { options, origins } = resolveOptions([{ source: 'REQUEST', options: { language } }, ...layers]);
    return chosenProviders(await this.choiceOf(em, workspaceId), options, origins).providers.script;
  }

  /**
   * The presets that apply to a film of a project. The project's template and preset are ignored once they are deleted. @throws
   * ReelwrightError NOT_FOUND for a `chosen` preset that the workspace lacks
   */
  async layersOfProject(
    em: EntityManager,
    workspaceId: string,
    { chosen, templateId, presetId }: ProjectPresets,
  ): Promise<readonly OptionLayer[]> {
    const template = templateId === null ? null : await em.findOne(PromptTemplateEntity, { id: templateId, workspaceId, deletedAt: null });
    const own = chosen == null && presetId !== null ? await this.presets.find(em, workspaceId, presetId) : null;
    return this.#layers(em, workspaceId, { presetId: chosen ?? own?.id }, template ?? undefined);
  }

  async #layers(
    em: EntityManager,
    workspaceId: string,
    { presetId }: Pick<VideoRequest, 'presetId'>,
    template: PromptTemplateRow | undefined,
  ): Promise<readonly OptionLayer[]> {
    const chosen = presetId == null ? null : await this.presets.require(em, workspaceId, presetId);
    const ofTemplate = template?.presetId ? await this.presets.find(em, workspaceId, template.presetId) : null;
    const ofWorkspace = await this.presets.defaultOf(em, workspaceId);
    const layer = (source: OptionLayer['source'], preset: Preset | null): OptionLayer[] =>
      preset ? [{ source, options: presetOptions(preset), presetId: preset.id }] : [];
    return [...layer('TEMPLATE', ofTemplate), ...layer('PRESET', chosen), ...layer('WORKSPACE', ofWorkspace)];
  }
}

/** Assets that options from presets name. */
function presetAssets(origins: readonly OptionOrigin[]): readonly NamedAsset[] {
  const start = origins.find(({ option }) => option === 'musicStartMs')?.value;
  return origins.flatMap(({ option, value, source }): NamedAsset[] => {
    const kind = ASSET_OPTIONS[option];
    if (kind === undefined || source === 'REQUEST' || typeof value !== 'string') return [];
    const named = { id: value, path: pathOf(source, option), kinds: [kind], prefix: `${option} of ${WHOSE[source]}: ` };
    if (option !== 'musicAssetId') return [named];
    return [{ ...named, lengthFault: (ms) => musicLengthFault(ms, typeof start === 'number' ? start : null) }];
  });
}
