import type { EntityManager } from '@mikro-orm/postgresql';
import { Complaints } from '../../../kernel/complaints.ts';
import { notConfigured } from '../../../kernel/errors.ts';
import { resolveOptions } from '../../../platform/catalogue/film/precedence.ts';
import type { ProviderChoice } from '../../../platform/catalogue/film/provider-choice.ts';
import { makesClips } from '../../../platform/catalogue/models/model.ts';
import type { ClipModel } from '../../../platform/catalogue/models/model.ts';
import { clipModels, MODELS } from '../../../platform/catalogue/models.ts';
import { oneOf } from '../../../platform/catalogue/options.ts';
import type { Resolution } from '../../../platform/catalogue/sizes/resolutions.ts';
import type { AspectRatio } from '../../../platform/catalogue/sizes/shapes.ts';
import { textFault } from '../../../platform/text/text-fault.ts';
import { AssetEntity } from '../../assets/asset.entity.ts';
import type { AssetRow } from '../../assets/asset.entity.ts';
import type { AssetService } from '../../assets/asset.service.ts';
import { WHOSE, pathOf } from '../request/video-request.ts';
import type { VideoRequests } from '../request/video-requests.ts';
import { MAX_AVATAR_MS, MAX_CLIP_PROMPT } from './media-task.ts';
import type { AvatarTask, ClipTask } from './media-task.ts';

type Optional<T> = T | null | undefined;

export interface RequestedClip {
  readonly prompt: string;
  readonly durationMs?: Optional<number>;
  readonly resolution?: Optional<Resolution>;
  readonly aspectRatio?: Optional<AspectRatio>;
  readonly model?: Optional<string>;
  readonly imageAssetId?: Optional<string>;
  readonly presetId?: Optional<string>;
}

const DEFAULT_CLIP_MS = 5_000;

/** Completes requests of jobs that make a clip or a talking portrait. */
export class ClipRequests {
  constructor(
    private readonly requests: VideoRequests,
    private readonly assets: AssetService,
  ) {}

  /**
   * @throws ReelwrightError BAD_USER_INPUT naming every invalid field, NOT_FOUND for a picture or preset that the workspace lacks,
   * NOT_CONFIGURED when no provider that makes clips is on
   */
  async clip(em: EntityManager, workspaceId: string, request: RequestedClip): Promise<ClipTask> {
    const { prompt, resolution, aspectRatio, presetId, imageAssetId = null, durationMs } = request;
    const complaints = new Complaints();
    const fault = textFault(prompt, { max: MAX_CLIP_PROMPT, lines: true });
    if (fault !== undefined) complaints.add('input.prompt', fault);
    const layers = await this.requests.layersOfProject(em, workspaceId, { chosen: presetId, templateId: null, presetId: null });
    const { options, faults } = resolveOptions([{ source: 'REQUEST', options: { resolution, aspectRatio } }, ...layers]);
    for (const { option, source, message } of faults)
      complaints.add(pathOf(source, option), source === 'REQUEST' ? message : `${option} of ${WHOSE[source]}: ${message}`);
    await this.assets.check(em, workspaceId, [{ id: imageAssetId, path: 'input.imageAssetId', kinds: ['IMAGE'] }], complaints);
    const choice = await this.requests.choiceOf(em, workspaceId);
    const order = options.providerOrder ?? [];
    const model = chosenModel(choice, order, { name: request.model ?? null, hasImage: imageAssetId !== null }, complaints);
    const shape = { resolution: options.resolution, aspectRatio: options.aspectRatio };
    const lastsMs = durationMs ?? DEFAULT_CLIP_MS;
    if (model) checkLimits(model, { ...shape, durationMs: lastsMs }, complaints);
    complaints.throwIfAny();
    if (!model) throw noClips();
    return { prompt: prompt.trim(), model: model.name, provider: model.provider, ...shape, durationMs: lastsMs, imageAssetId };
  }

  /** @throws ReelwrightError BAD_USER_INPUT for assets of another kind, NOT_FOUND for missing ones, NOT_CONFIGURED without a provider */
  async avatar(
    em: EntityManager,
    workspaceId: string,
    { portraitAssetId, audioAssetId }: Pick<AvatarTask, 'portraitAssetId' | 'audioAssetId'>,
  ): Promise<{ readonly task: AvatarTask; readonly audio: AssetRow }> {
    const complaints = new Complaints();
    const named = [
      { id: portraitAssetId, path: 'input.portraitAssetId', kinds: ['IMAGE'] },
      { id: audioAssetId, path: 'input.audioAssetId', kinds: ['AUDIO'] },
    ] as const;
    await this.assets.check(em, workspaceId, named, complaints);
    const audio = await em.findOneOrFail(AssetEntity, { id: audioAssetId, workspaceId });
    if ((audio.durationMs ?? 0) > MAX_AVATAR_MS) complaints.add('input.audioAssetId', `Must have at most ${MAX_AVATAR_MS} milliseconds.`);
    complaints.throwIfAny();
    const provider = (await this.requests.choiceOf(em, workspaceId)).preferred('AVATAR');
    if (provider === undefined)
      throw notConfigured('No provider of this installation makes talking portraits, or the one that does fails at the moment.', [
        'DID_API_KEY',
      ]);
    return { task: { portraitAssetId, audioAssetId, provider }, audio };
  }
}

interface Wanted {
  readonly name: string | null;
  /** The clip begins with a picture. */
  readonly hasImage: boolean;
}

/** The model that is named, or the first one that can: of the preferred provider, for clips with or without a first picture. */
function chosenModel(
  choice: ProviderChoice,
  order: readonly string[],
  { name, hasImage }: Wanted,
  complaints: Complaints,
): ClipModel | undefined {
  const providers = choice.inOrder('CLIP', order);
  const fits = ({ clip }: ClipModel): boolean => clip.firstFrame === 'OPTIONAL' || (clip.firstFrame === 'REQUIRED') === hasImage;
  if (name === null) {
    const able = providers.flatMap((provider) => clipModels().filter((model) => model.provider === provider));
    const model = able.find(fits);
    if (!model && able.length > 0) complaints.add('input.imageAssetId', 'No provider that is on begins a clip with a picture.');
    return model;
  }
  const model = MODELS.find(name);
  if (model?.state === 'RETIRED')
    complaints.add('input.model', `${model.title} was switched off on ${model.shutdownAt}. Use ${oneOf(names())} instead.`);
  else if (!model || !makesClips(model)) complaints.add('input.model', `Makes no clips. Choose one of ${names().join(', ')}.`);
  else if (!providers.includes(model.provider))
    complaints.add('input.model', `The provider ${model.provider} is not on, or fails at the moment.`);
  else {
    if (!fits(model))
      complaints.add(
        'input.imageAssetId',
        hasImage ? `${model.title} begins no clip with a picture.` : `${model.title} begins each clip with a picture.`,
      );
    return model;
  }
  return undefined;
}

const names = (): readonly string[] => clipModels().map(({ name }) => name);

function checkLimits(
  { clip, limits }: ClipModel,
  asked: Pick<ClipTask, 'resolution' | 'aspectRatio' | 'durationMs'>,
  complaints: Complaints,
): void {
  const { resolution, aspectRatio, durationMs } = asked;
  if (!limits.resolutions.includes(resolution)) complaints.add('input.resolution', `Must be ${oneOf(limits.resolutions)} for this model.`);
  if (!limits.aspectRatios.includes(aspectRatio))
    complaints.add('input.aspectRatio', `Must be ${oneOf(limits.aspectRatios)} for this model.`);
  const isWhole = Number.isInteger(durationMs / 1_000);
  if (!isWhole || durationMs < clip.shortestMs || durationMs > clip.longestMs)
    complaints.add('input.durationMs', `Must be ${clip.shortestMs} to ${clip.longestMs} milliseconds for this model, in whole seconds.`);
}

const noClips = () =>
  notConfigured('No provider of this installation makes clips, or those that do fail at the moment.', [
    'COMFYUI_CLIP_WORKFLOW',
    'RUNWAY_API_KEY',
    'GEMINI_API_KEY',
    'PEXELS_API_KEY',
    'PIXABAY_API_KEY',
  ]);
