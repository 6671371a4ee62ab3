import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../../platform/graphql/context.ts';
import { UserType } from '../identity/identity.type.ts';
import { loadUser } from '../identity/account/user.read.ts';
import type { SeenUser } from '../identity/account/user.read.ts';
import type { ListedJob } from '../jobs/job/job.read.ts';
import type { JobService } from '../jobs/job/job.service.ts';
import { JobObjectType } from '../jobs/job/job.type.ts';
import type { WorkspaceRow } from '../workspaces/workspace/workspace.entity.ts';
import type { WorkspaceService } from '../workspaces/workspace/workspace.service.ts';
import { WorkspaceType } from '../workspaces/workspace/workspace.type.ts';
import { DEFAULT_LINK_SECONDS } from './asset-links.ts';
import type { AssetRow } from './asset.entity.ts';
import type { ListedAsset } from './asset.read.ts';
import { MAX_LINK_SECONDS } from './asset.service.ts';
import type { AssetService } from './asset.service.ts';
import { AssetType, DispositionEnum } from './asset.type.ts';

@Resolver(() => AssetType)
export class AssetResolver {
  constructor(
    private readonly assets: AssetService,
    private readonly workspaces: WorkspaceService,
    private readonly jobs: JobService,
  ) {}

  @Query(() => AssetType, {
    nullable: true,
    description:
      'The asset with this id. Null, with the error NOT_FOUND, for an unknown id and, identically, for an asset of another workspace.',
  })
  asset(@Ctx() { scope }: Context, @Arg('id', () => ID, { description: 'The id of the asset.' }) id: string): Promise<AssetRow> {
    return this.assets.get(scope, id);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'A signed URL to download the file. Requests within 5 minutes receive the same URL, so that caches work. Null unless the asset is READY.',
  })
  downloadUrl(
    @Root() asset: ListedAsset,
    @Arg('expiresIn', () => Int, {
      nullable: true,
      defaultValue: DEFAULT_LINK_SECONDS,
      description: `The minimum time for which the URL is valid, in seconds, 1 to ${MAX_LINK_SECONDS.toLocaleString('en')}. Default ${DEFAULT_LINK_SECONDS}.`,
    })
    expiresIn: number | null,
    @Arg('disposition', () => DispositionEnum, {
      nullable: true,
      defaultValue: 'ATTACHMENT',
      description: 'Whether a browser saves the file or shows it. Default ATTACHMENT, which types that can run code always have.',
    })
    disposition: 'ATTACHMENT' | 'INLINE' | null,
  ): Promise<string> | null {
    return asset.status === 'READY' ? this.assets.downloadUrl(asset, expiresIn ?? DEFAULT_LINK_SECONDS, disposition ?? 'ATTACHMENT') : null;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'The signed URL of a thumbnail, a JPEG of at most 640 by 640 pixels, for pictures and films. Null when the asset has none or is not READY.',
  })
  thumbnailUrl(@Ctx() { scope }: Context, @Root() asset: AssetRow): Promise<string | null> {
    return this.assets.thumbnailUrl(scope, asset);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'The signed URL of a preview film: H.264 and AAC in MP4, at most 720p. Only uploaded and imported films have one. Null when the asset has none or is not READY.',
  })
  previewUrl(@Root() asset: AssetRow): Promise<string> | null {
    return this.assets.derivedUrl(asset, 'preview.mp4');
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'The signed URL of a storyboard: one JPEG with up to 100 pictures of the film, whose layout is in `metadata.storyboard`. Null when the asset has none or is not READY.',
  })
  storyboardUrl(@Root() asset: AssetRow): Promise<string> | null {
    return this.assets.derivedUrl(asset, 'storyboard.jpg');
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'The signed URL of a WebVTT file that maps times of the film to regions (`#xywh=`) of the storyboard. Null when the asset has none or is not READY.',
  })
  storyboardMapUrl(@Root() asset: AssetRow): Promise<string> | null {
    return this.assets.derivedUrl(asset, 'storyboard.vtt');
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'The signed URL of the waveform of the audio, a transparent PNG of 1200 by 240 pixels. Null when the asset has none or is not READY.',
  })
  waveformUrl(@Root() asset: AssetRow): Promise<string> | null {
    return this.assets.derivedUrl(asset, 'waveform.png');
  }

  @FieldResolver(() => JobObjectType, {
    nullable: true,
    description: 'The job that made or imported the asset. Null for uploads, and when the job was deleted.',
  })
  job(@Ctx() { scope }: Context, @Root() asset: ListedAsset): Promise<ListedJob | null> | null {
    return asset.jobId ? this.jobs.load(scope, asset.jobId) : null;
  }

  @FieldResolver(() => UserType, {
    nullable: true,
    description:
      'The person who created the asset, directly or with an API key. Null when no person did, and when that person has left the workspace.',
  })
  createdBy(@Ctx() { scope }: Context, @Root() asset: ListedAsset): Promise<SeenUser | null> | null {
    return asset.createdBy ? loadUser(scope, asset.createdBy) : null;
  }

  @FieldResolver(() => WorkspaceType, { description: 'The workspace that the asset belongs to.' })
  workspace(@Ctx() { scope }: Context, @Root() asset: ListedAsset): Promise<WorkspaceRow> {
    return this.workspaces.load(scope, asset.workspaceId);
  }
}
