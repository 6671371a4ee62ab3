import { Arg, Ctx, Field, ID, InputType, Mutation, Resolver } from 'type-graphql';
import type { Context } from '../../platform/graphql/context.ts';
import { IdempotencyKey } from '../../platform/graphql/types/idempotency-key.ts';
import { AuditEventFilterInput } from '../audit/audit.type.ts';
import type { JobRow } from '../jobs/job/job.entity.ts';
import { JobObjectType } from '../jobs/job/job.type.ts';
import type { ExportAuditEvents, ExportUsage, ReportService } from './report.service.ts';

@InputType({ description: 'A workspace, and which of its audit events to export.' })
class ExportAuditEventsInput implements ExportAuditEvents {
  @Field(() => ID, { description: 'The id of the workspace whose audit log is exported.' }) workspaceId!: string;
  @Field(() => AuditEventFilterInput, {
    nullable: true,
    description: 'Exports only audit events that match all given fields. When omitted or null, all events are exported.',
  })
  filter?: AuditEventFilterInput | null;

  @IdempotencyKey() idempotencyKey?: string | null;
}

@InputType({ description: 'A workspace, and the month of its statement.' })
class ExportUsageInput implements ExportUsage {
  @Field(() => ID, { description: 'The id of the workspace.' }) workspaceId!: string;
  @Field(() => String, { description: 'The year and month in UTC, for example `2026-11`.' }) month!: string;
  @IdempotencyKey() idempotencyKey?: string | null;
}

@Resolver()
export class ReportResolver {
  constructor(private readonly reports: ReportService) {}

  @Mutation(() => JobObjectType, {
    description:
      'Starts a job that exports the audit log of a workspace as CSV, oldest events first. `Job.outputs` has the file. Requires the role ADMIN.',
  })
  exportAuditEvents(@Ctx() { scope }: Context, @Arg('input', () => ExportAuditEventsInput) input: ExportAuditEventsInput): Promise<JobRow> {
    return this.reports.exportAuditEvents(scope, input);
  }

  @Mutation(() => JobObjectType, {
    description:
      'Starts a job that exports what a workspace used in a month as CSV: one row for each job that ended, with seconds of film, credits and the costs of providers, and a row with the sums. `Job.outputs` has the file. Requires the role ADMIN.',
  })
  exportUsage(@Ctx() { scope }: Context, @Arg('input', () => ExportUsageInput) input: ExportUsageInput): Promise<JobRow> {
    return this.reports.exportUsage(scope, input);
  }
}
