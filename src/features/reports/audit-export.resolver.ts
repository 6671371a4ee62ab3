import { Arg, Ctx, Field, ID, InputType, Mutation, Resolver } from 'type-graphql';
import type { Context } from '../../platform/graphql/context.ts';
import { IdempotencyKey } from '../../platform/graphql/types/idempotency-key.ts';
import { AuditEventFilterInput } from '../audit/audit.type.ts';
import type { JobRow } from '../jobs/job/job.entity.ts';
import { JobObjectType } from '../jobs/job/job.type.ts';
import type { AuditExportService, ExportAuditEvents } from './audit-export.service.ts';

@InputType({ description: 'The workspace and which of its audit events to export.' })
class ExportAuditEventsInput implements ExportAuditEvents {
  @Field(() => ID, { description: 'The id of the workspace whose audit log is exported.' }) workspaceId!: string;
  @Field(() => AuditEventFilterInput, {
    nullable: true,
    description: 'Which events to export. All fields given must match; all events when omitted.',
  })
  filter?: AuditEventFilterInput | null;

  @IdempotencyKey() idempotencyKey?: string | null;
}

@Resolver()
export class AuditExportResolver {
  constructor(private readonly exports: AuditExportService) {}

  @Mutation(() => JobObjectType, {
    description: "Exports a workspace's audit log as CSV, oldest first. The finished job's `outputs` contain the file.",
  })
  exportAuditEvents(@Ctx() { scope }: Context, @Arg('input', () => ExportAuditEventsInput) input: ExportAuditEventsInput): Promise<JobRow> {
    return this.exports.exportAuditEvents(scope, input);
  }
}
