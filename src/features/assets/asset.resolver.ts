import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../../platform/graphql/context.ts';
import { UserType } from '../identity/identity.type.ts';
import { loadUser } from '../identity/user.read.ts';
import type { SeenUser } from '../identity/user.read.ts';
import type { ListedJob } from '../jobs/job.read.ts';
import type { JobService } from '../jobs/job.service.ts';
import { JobObjectType } from '../jobs/job.type.ts';
import type { WorkspaceRow } from '../workspaces/workspace.entity.ts';
import type { WorkspaceService } from '../workspaces/workspace.service.ts';
import { WorkspaceType } from '../workspaces/workspace.type.ts';
import { LINK_SECONDS } from './asset-links.ts';
import type { AssetRow } from './asset.entity.ts';
import type { ListedAsset } from './asset.read.ts';
import type { AssetService } from './asset.service.ts';
import { AssetType, DispositionEnum } from './asset.type.ts';

@Resolver(() => AssetType)
export class AssetResolver {
  readonly #assets: AssetService;
  readonly #workspaces: WorkspaceService;
  readonly #jobs: JobService;

  constructor(assets: AssetService, workspaces: WorkspaceService, jobs: JobService) {
    this.#jobs = jobs;
    this.#assets = assets;
    this.#workspaces = workspaces;
  }

  @Query(() => AssetType, { nullable: true })
  asset(@Ctx() { scope }: Context, @Arg('id', () => ID) id: string): Promise<AssetRow> {
    return this.#assets.get(scope, id);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Signed; the same text for 5 minutes, so that caches hold. Null unless the asset is READY.',
  })
  downloadUrl(
    @Root() asset: ListedAsset,
    @Arg('expiresIn', () => Int, { nullable: true, defaultValue: LINK_SECONDS, description: 'Seconds.' }) expiresIn: number | null,
    @Arg('disposition', () => DispositionEnum, { nullable: true, defaultValue: 'ATTACHMENT' }) disposition: 'ATTACHMENT' | 'INLINE' | null,
  ): Promise<string> | null {
    return asset.status === 'READY' ? this.#assets.downloadUrl(asset, expiresIn ?? LINK_SECONDS, disposition ?? 'ATTACHMENT') : null;
  }

  @FieldResolver(() => String, { nullable: true, description: 'A JPEG, at most 640 pixels wide and high, for pictures and films.' })
  thumbnailUrl(@Ctx() { scope }: Context, @Root() asset: AssetRow): Promise<string | null> {
    return this.#assets.thumbnailUrl(scope, asset);
  }

  @FieldResolver(() => String, { nullable: true, description: 'H.264 and AAC in MP4, at most 720p, to be played while it loads.' })
  previewUrl(@Root() asset: AssetRow): Promise<string> | null {
    return this.#assets.derivedUrl(asset, 'preview.mp4');
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'One JPEG with up to 100 pictures of the film; `metadata.storyboard` says how they lie.',
  })
  storyboardUrl(@Root() asset: AssetRow): Promise<string> | null {
    return this.#assets.derivedUrl(asset, 'storyboard.jpg');
  }

  @FieldResolver(() => String, { nullable: true, description: 'WebVTT: which part (`#xywh=`) of the storyboard shows which time.' })
  storyboardMapUrl(@Root() asset: AssetRow): Promise<string> | null {
    return this.#assets.derivedUrl(asset, 'storyboard.vtt');
  }

  @FieldResolver(() => String, { nullable: true, description: 'A PNG of the envelope of a sound, transparent, 1200 by 240 pixels.' })
  waveformUrl(@Root() asset: AssetRow): Promise<string> | null {
    return this.#assets.derivedUrl(asset, 'waveform.png');
  }

  @FieldResolver(() => JobObjectType, { nullable: true, description: 'The job that made it; null when it was deleted.' })
  job(@Ctx() { scope }: Context, @Root() asset: ListedAsset): Promise<ListedJob | null> | null {
    return asset.jobId ? this.#jobs.load(scope, asset.jobId) : null;
  }

  @FieldResolver(() => UserType, { nullable: true })
  createdBy(@Ctx() { scope }: Context, @Root() asset: ListedAsset): Promise<SeenUser | null> | null {
    return asset.createdBy ? loadUser(scope, asset.createdBy) : null;
  }

  @FieldResolver(() => WorkspaceType)
  workspace(@Ctx() { scope }: Context, @Root() asset: ListedAsset): Promise<WorkspaceRow> {
    return this.#workspaces.load(scope, asset.workspaceId);
  }
}
