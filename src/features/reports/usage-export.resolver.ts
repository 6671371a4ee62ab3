import { Arg, Ctx, Field, ID, InputType, Mutation, Resolver } from 'type-graphql';
import type { Context } from '../../platform/graphql/context.ts';
import { IdempotencyKey } from '../../platform/graphql/types/idempotency-key.ts';
import type { JobRow } from '../jobs/job/job.entity.ts';
import { JobObjectType } from '../jobs/job/job.type.ts';
import type { ExportUsage, UsageExportService } from './usage-export.service.ts';

@InputType({ description: 'A workspace, and the month of its statement.' })
class ExportUsageInput implements ExportUsage {
  @Field(() => ID, { description: 'The id of the workspace.' }) workspaceId!: string;
  @Field(() => String, { description: 'The year and month in UTC, for example `2026-11`.' }) month!: string;
  @IdempotencyKey() idempotencyKey?: string | null;
}

@Resolver()
export class UsageExportResolver {
  constructor(private readonly exports: UsageExportService) {}

  @Mutation(() => JobObjectType, {
    description:
      'Starts a job that exports what a workspace used in a month as CSV: one row for each job that ended, with seconds of film, credits and the costs of providers, and a row with the sums. `Job.outputs` has the file. Requires the role ADMIN.',
  })
  exportUsage(@Ctx() { scope }: Context, @Arg('input', () => ExportUsageInput) input: ExportUsageInput): Promise<JobRow> {
    return this.exports.exportUsage(scope, input);
  }
}
