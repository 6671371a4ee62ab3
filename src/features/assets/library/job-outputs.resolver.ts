import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import type { ListedJob } from '../../jobs/job/job.read.ts';
import { JobObjectType } from '../../jobs/job/job.type.ts';
import type { OutputRole } from '../asset.entity.ts';
import type { ListedAsset } from '../asset.read.ts';
import type { AssetService } from '../asset.service.ts';
import { AssetType } from '../asset.type.ts';

/** `Job.outputs` and the fields for single outputs. */
@Resolver(() => JobObjectType)
export class JobOutputsResolver {
  constructor(private readonly assets: AssetService) {}

  @FieldResolver(() => [AssetType], {
    description: 'All assets that the job made, oldest first. Empty until the job is COMPLETED, and for jobs that make none.',
  })
  outputs(@Ctx() { scope }: Context, @Root() job: ListedJob): Promise<readonly ListedAsset[]> {
    return this.assets.outputs(scope, job);
  }

  @FieldResolver(() => AssetType, {
    nullable: true,
    description:
      'The finished film, an MP4; in a film of several formats the first one. Null until the job is COMPLETED, and for jobs that make no film.',
  })
  video(@Ctx() { scope }: Context, @Root() job: ListedJob): Promise<ListedAsset | undefined> {
    return this.#output(scope, job, 'VIDEO');
  }

  @FieldResolver(() => AssetType, {
    nullable: true,
    description:
      'The thumbnail of the finished film, a JPEG; in a film of several formats that of the first one. Null until the job is COMPLETED, and for jobs that make no film.',
  })
  thumbnail(@Ctx() { scope }: Context, @Root() job: ListedJob): Promise<ListedAsset | undefined> {
    return this.#output(scope, job, 'THUMBNAIL');
  }

  @FieldResolver(() => AssetType, {
    nullable: true,
    description:
      'The captions of the finished film, a WebVTT file; in a film of several formats those of the first one. Null until the job is COMPLETED, and for jobs that make no film.',
  })
  captions(@Ctx() { scope }: Context, @Root() job: ListedJob): Promise<ListedAsset | undefined> {
    return this.#output(scope, job, 'CAPTIONS');
  }

  @FieldResolver(() => AssetType, {
    nullable: true,
    description:
      'The captions of the finished film as SRT, with the words and times of `captions`. Null until the job is COMPLETED, for films that were made before SRT was offered, and for jobs that make no film.',
  })
  captionsSrt(@Ctx() { scope }: Context, @Root() job: ListedJob): Promise<ListedAsset | undefined> {
    return this.#output(scope, job, 'CAPTIONS_SRT');
  }

  async #output(scope: Context['scope'], job: ListedJob, role: OutputRole): Promise<ListedAsset | undefined> {
    if (job.status !== 'COMPLETED') return undefined;
    const outputs = await this.assets.outputs(scope, job);
    return outputs.find((output) => output.role === role && output.format === 0);
  }
}
