import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { OptionOrigin } from '../../../platform/catalogue/film/precedence.ts';
import type { Context } from '../../../platform/graphql/context.ts';
import type { AssetRow } from '../../assets/asset.entity.ts';
import type { AssetService } from '../../assets/asset.service.ts';
import { AssetType } from '../../assets/asset.type.ts';
import type { JobRow } from '../../jobs/job/job.entity.ts';
import { JobObjectType } from '../../jobs/job/job.type.ts';
import type { Preset } from '../../presets/preset.read.ts';
import type { PresetService } from '../../presets/preset.service.ts';
import { PresetType } from '../../presets/preset.type.ts';
import type { PromptTemplateRow } from '../../templates/template.entity.ts';
import type { TemplateService } from '../../templates/template.service.ts';
import { PromptTemplateType } from '../../templates/template.type.ts';
import { JobInputsType, ResolvedOptionType } from './job-inputs.type.ts';
import type { VideoInput } from './video-request.ts';

/** A stored request. Jobs of other types, and those from before an option existed, lack fields. */
type StoredInput = Partial<VideoInput>;

/** Loads the objects that a request named as they are now; null when they were deleted. */
@Resolver(() => JobInputsType)
export class JobInputsResolver {
  constructor(
    private readonly templates: TemplateService,
    private readonly presets: PresetService,
    private readonly assets: AssetService,
  ) {}

  @FieldResolver(() => PromptTemplateType, {
    nullable: true,
    description:
      'The prompt template that the request or the project names, as it is now. Null when there is none, and when it was deleted.',
  })
  template(@Ctx() { scope }: Context, @Root() { templateId }: StoredInput): Promise<PromptTemplateRow | null> | null {
    return templateId ? this.templates.load(scope, templateId) : null;
  }

  @FieldResolver(() => PresetType, {
    nullable: true,
    description: 'The preset that the request or the project names, as it is now. Null when there is none, and when it was deleted.',
  })
  preset(@Ctx() { scope }: Context, @Root() { presetId }: StoredInput): Promise<Preset | null> | null {
    return presetId ? this.presets.load(scope, presetId) : null;
  }

  @FieldResolver(() => AssetType, {
    nullable: true,
    description: 'The asset that the request names as a reference for the pictures. Null when it names none.',
  })
  referenceAsset(@Ctx() { scope }: Context, @Root() { referenceAssetId }: StoredInput): Promise<AssetRow | null> | null {
    return this.#asset(scope, referenceAssetId);
  }

  @FieldResolver(() => AssetType, {
    nullable: true,
    description: 'The asset that is played as music, from the request or a preset. Null when there is none.',
  })
  musicAsset(@Ctx() { scope }: Context, @Root() { musicAssetId }: StoredInput): Promise<AssetRow | null> | null {
    return this.#asset(scope, musicAssetId);
  }

  @FieldResolver(() => AssetType, {
    nullable: true,
    description: 'The font of headings and numbers on cards, from a preset. Null when there is none.',
  })
  fontAsset(@Ctx() { scope }: Context, @Root() { fontAssetId }: StoredInput): Promise<AssetRow | null> | null {
    return this.#asset(scope, fontAssetId);
  }

  @FieldResolver(() => AssetType, {
    nullable: true,
    description: 'The logo in a corner of each card, from a preset. Null when there is none.',
  })
  logoAsset(@Ctx() { scope }: Context, @Root() { logoAssetId }: StoredInput): Promise<AssetRow | null> | null {
    return this.#asset(scope, logoAssetId);
  }

  #asset(scope: Context['scope'], id: string | null | undefined): Promise<AssetRow | null> | null {
    return id ? this.assets.load(scope, id) : null;
  }
}

/** `Job.input` and `Job.resolvedPreset`. */
@Resolver(() => JobObjectType)
export class JobRequestResolver {
  @FieldResolver(() => JobInputsType, { description: 'The request of the job, with the defaults that applied.' })
  input(@Root() job: Pick<JobRow, 'input'>): Record<string, unknown> {
    return job.input;
  }

  @FieldResolver(() => [ResolvedOptionType], {
    description:
      'The options of the film, each with its value and the source of the value. Empty for jobs that make no film, and for those created before presets existed.',
  })
  resolvedPreset(@Root() job: Pick<JobRow, 'resolvedPreset'>): readonly OptionOrigin[] {
    return (job.resolvedPreset ?? []) as readonly OptionOrigin[];
  }
}
