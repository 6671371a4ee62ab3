import { Ctx, Extensions, FieldResolver, Resolver, Root } from 'type-graphql';
import { RENDITIONS } from '../../../platform/catalogue/renditions.ts';
import type { RenditionKind } from '../../../platform/catalogue/renditions.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { Context } from '../../../platform/graphql/context.ts';
import type { OutputRole } from '../../assets/asset.entity.ts';
import { outputsOfJob } from '../../assets/asset.read.ts';
import type { ListedAsset } from '../../assets/asset.read.ts';
import type { AssetService } from '../../assets/asset.service.ts';
import type { ListedJob } from '../../jobs/job/job.read.ts';
import { JobObjectType } from '../../jobs/job/job.type.ts';
import { RenditionType } from './rendition.type.ts';
import type { Rendition } from './rendition.type.ts';
import type { StreamService } from './stream/stream.service.ts';

/** The rendition that an output is; undefined for the others. The film itself has had its role since before there were renditions. */
const kindOf = (role: OutputRole | null | undefined): RenditionKind | undefined =>
  role === 'VIDEO' ? 'MP4' : RENDITIONS.names.find((name) => name === role);

/** Seconds that a link to a rendition works, as links to assets do. */
const LINK_SECONDS = 900;

/** `Job.renditions` and `Job.streamUrl`. */
@Resolver(() => JobObjectType)
export class RenditionResolver {
  constructor(
    private readonly assets: AssetService,
    private readonly streams: StreamService,
  ) {}

  @FieldResolver(() => [RenditionType], {
    description:
      'The finished film in all of its forms: the MP4, the poster, and those that were requested, in the order of `RenditionKind`; in a film of several formats one format after the other. Empty until the job is COMPLETED, and for jobs that make no film.',
  })
  async renditions(@Ctx() { scope }: Context, @Root() job: ListedJob): Promise<readonly Rendition[]> {
    if (job.type !== 'VIDEO' || job.status !== 'COMPLETED') return [];
    // Not the preloaded rows: they have only the columns that other fields of the job select.
    const outputs = await outputsOfJob.rows(scope, job.id);
    const found = outputs.flatMap((asset) => {
      const kind = kindOf(asset.role);
      return kind === undefined ? [] : [{ kind, asset }];
    });
    const order = (kind: RenditionKind): number => RENDITIONS.names.indexOf(kind);
    return Promise.all(
      found
        .toSorted((one, other) => one.asset.format - other.asset.format || order(one.kind) - order(other.kind))
        .map(async ({ kind, asset }) => {
          const language = kind === 'CAPTION_TRANSLATIONS' ? String(asset.metadata?.['language']) : null;
          return { kind, format: asset.format, language, asset, url: await this.#urlOf(scope, job, kind, asset) };
        }),
    );
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'The URL of the HLS playlist of the film, which plays while the film is still being made: first with the voices alone, then with the final sound. It works for six hours, and only as long as the session or API key that read it may see the job. Null until the first segment is stored, when the job failed or was canceled, when the stream was deleted, and for jobs that do not make the rendition HLS.',
  })
  // The URL names the session that asked for it.
  @Extensions({ perViewer: true })
  streamUrl(@Ctx() { scope }: Context, @Root() job: ListedJob): Promise<string | null> {
    return this.streams.urlOf(scope, job);
  }

  #urlOf(scope: Scope, job: ListedJob, kind: RenditionKind, asset: ListedAsset): Promise<string | null> | null {
    if (asset.status !== 'READY') return null;
    return kind === 'HLS' ? this.streams.urlOf(scope, job) : this.assets.downloadUrl(asset, LINK_SECONDS, 'ATTACHMENT');
  }
}
