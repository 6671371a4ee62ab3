import { Arg, Ctx, Field, ID, InputType, Mutation, Resolver } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import { IdempotencyKey } from '../../../platform/graphql/types/idempotency-key.ts';
import type { JobRow } from '../../jobs/job/job.entity.ts';
import { JobObjectType } from '../../jobs/job/job.type.ts';
import type { ImportAsset, ImportService } from './import.service.ts';

@InputType({ description: 'The workspace, and the URL of the file to import.' })
class ImportAssetInput implements ImportAsset {
  @Field(() => ID, { description: 'The id of the workspace that the asset belongs to.' }) workspaceId!: string;

  @Field(() => String, { description: 'An http or https URL with a public address, without user and password; at most 2,000 characters.' })
  url!: string;

  @Field(() => String, { nullable: true, description: 'Name of the asset, at most 200 characters. Defaults to the last part of the URL.' })
  name?: string | null;

  @IdempotencyKey() idempotencyKey?: string | null;
}

@Resolver()
export class ImportResolver {
  constructor(private readonly imports: ImportService) {}

  @Mutation(() => JobObjectType, {
    description:
      'Imports a file from a URL. The asset is in the library at once and READY when the job has checked it. Requires the role EDITOR.',
  })
  importAsset(@Ctx() { scope }: Context, @Arg('input', () => ImportAssetInput) input: ImportAssetInput): Promise<JobRow> {
    return this.imports.importAsset(scope, input);
  }
}
