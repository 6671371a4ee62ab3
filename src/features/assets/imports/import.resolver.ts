import { Arg, Ctx, Field, ID, InputType, Mutation, Resolver } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import { IdempotencyKey } from '../../../platform/graphql/types/idempotency-key.ts';
import type { JobRow } from '../../jobs/job/job.entity.ts';
import { JobObjectType } from '../../jobs/job/job.type.ts';
import type { ImportAsset, ImportService } from './import.service.ts';

@InputType({ description: 'The URL of a file to import, and the workspace for it.' })
class ImportAssetInput implements ImportAsset {
  @Field(() => ID, { description: 'The id of the workspace that the asset belongs to.' }) workspaceId!: string;

  @Field(() => String, {
    description: 'The URL of the file: http or https with a public address, without user and password, at most 2,000 characters.',
  })
  url!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The name of the asset, at most 200 characters. When omitted or null, it is the last part of the URL.',
  })
  name?: string | null;

  @IdempotencyKey() idempotencyKey?: string | null;
}

@Resolver()
export class ImportResolver {
  constructor(private readonly imports: ImportService) {}

  @Mutation(() => JobObjectType, {
    description:
      'Starts a job that imports a file from a URL. The asset exists at once, and becomes READY when the job has fetched and accepted the file. Requires the role EDITOR.',
  })
  importAsset(@Ctx() { scope }: Context, @Arg('input', () => ImportAssetInput) input: ImportAssetInput): Promise<JobRow> {
    return this.imports.importAsset(scope, input);
  }
}
