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
    description: 'An asset by its id. Answers NOT_FOUND for a missing one and, identically, for one of another workspace.',
  })
  asset(@Ctx() { scope }: Context, @Arg('id', () => ID, { description: 'The id of the asset.' }) id: string): Promise<AssetRow> {
    return this.assets.get(scope, id);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'A signed URL to download the file. It is the same for 5 minutes, so that caches hold. Null unless the asset is READY.',
  })
  downloadUrl(
    @Root() asset: ListedAsset,
    @Arg('expiresIn', () => Int, {
      nullable: true,
      defaultValue: DEFAULT_LINK_SECONDS,
      description: 'How long the URL is valid at least, in seconds: 1 to 604,500. Default 900.',
    })
    expiresIn: number | null,
    @Arg('disposition', () => DispositionEnum, {
      nullable: true,
      defaultValue: 'ATTACHMENT',
      description: 'Whether a browser saves the file or shows it. Default ATTACHMENT; types that can run code are always attachments.',
    })
    disposition: 'ATTACHMENT' | 'INLINE' | null,
  ): Promise<string> | null {
    return asset.status === 'READY' ? this.assets.downloadUrl(asset, expiresIn ?? DEFAULT_LINK_SECONDS, disposition ?? 'ATTACHMENT') : null;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Signed URL of a JPEG thumbnail, at most 640 pixels wide and high, for pictures and films.',
  })
  thumbnailUrl(@Ctx() { scope }: Context, @Root() asset: AssetRow): Promise<string | null> {
    return this.assets.thumbnailUrl(scope, asset);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Signed URL of a preview: H.264 and AAC in MP4, at most 720p, playable while it loads.',
  })
  previewUrl(@Root() asset: AssetRow): Promise<string> | null {
    return this.assets.derivedUrl(asset, 'preview.mp4');
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Signed URL of one JPEG with up to 100 pictures of the film; `metadata.storyboard` describes its layout.',
  })
  storyboardUrl(@Root() asset: AssetRow): Promise<string> | null {
    return this.assets.derivedUrl(asset, 'storyboard.jpg');
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Signed URL of a WebVTT file that maps times to regions (`#xywh=`) of the storyboard.',
  })
  storyboardMapUrl(@Root() asset: AssetRow): Promise<string> | null {
    return this.assets.derivedUrl(asset, 'storyboard.vtt');
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Signed URL of the audio waveform: a transparent PNG of 1200 by 240 pixels.',
  })
  waveformUrl(@Root() asset: AssetRow): Promise<string> | null {
    return this.assets.derivedUrl(asset, 'waveform.png');
  }

  @FieldResolver(() => JobObjectType, {
    nullable: true,
    description: 'The job that made the asset. Null for uploads, and when the job was deleted.',
  })
  job(@Ctx() { scope }: Context, @Root() asset: ListedAsset): Promise<ListedJob | null> | null {
    return asset.jobId ? this.jobs.load(scope, asset.jobId) : null;
  }

  @FieldResolver(() => UserType, {
    nullable: true,
    description: 'The person who created the asset, or whose API key did. Null for the engine and for people who have left.',
  })
  createdBy(@Ctx() { scope }: Context, @Root() asset: ListedAsset): Promise<SeenUser | null> | null {
    return asset.createdBy ? loadUser(scope, asset.createdBy) : null;
  }

  @FieldResolver(() => WorkspaceType, { description: 'The workspace that the asset belongs to.' })
  workspace(@Ctx() { scope }: Context, @Root() asset: ListedAsset): Promise<WorkspaceRow> {
    return this.workspaces.load(scope, asset.workspaceId);
  }
}
