import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../../platform/graphql/context.ts';
import type { JobRow } from '../jobs/job.entity.ts';
import { JobObjectType } from '../jobs/job.type.ts';
import type { AssetRow, OutputRole } from './asset.entity.ts';
import type { AssetService } from './asset.service.ts';
import { AssetType } from './asset.type.ts';

/** What a job made: `Job.outputs` and the names of its parts. */
@Resolver(() => JobObjectType)
export class JobOutputsResolver {
  readonly #assets: AssetService;

  constructor(assets: AssetService) {
    this.#assets = assets;
  }

  @FieldResolver(() => [AssetType])
  outputs(@Ctx() { scope }: Context, @Root() job: JobRow): Promise<AssetRow[]> {
    return this.#assets.outputs(scope, job.id);
  }

  @FieldResolver(() => AssetType, { nullable: true })
  video(@Ctx() { scope }: Context, @Root() job: JobRow): Promise<AssetRow | undefined> {
    return this.#output(scope, job, 'VIDEO');
  }

  @FieldResolver(() => AssetType, { nullable: true })
  thumbnail(@Ctx() { scope }: Context, @Root() job: JobRow): Promise<AssetRow | undefined> {
    return this.#output(scope, job, 'THUMBNAIL');
  }

  @FieldResolver(() => AssetType, { nullable: true })
  captions(@Ctx() { scope }: Context, @Root() job: JobRow): Promise<AssetRow | undefined> {
    return this.#output(scope, job, 'CAPTIONS');
  }

  async #output(scope: Context['scope'], job: JobRow, role: OutputRole): Promise<AssetRow | undefined> {
    if (job.status !== 'COMPLETED') return undefined;
    const outputs = await this.#assets.outputs(scope, job.id);
    return outputs.find((output) => output.role === role);
  }
}
