import type { JobEventType } from '../jobs/job/job.states.ts';
import type { WorkspaceSubject } from '../workspaces/events/workspace-event.entity.ts';

type JobTypes = `JOB_${Exclude<JobEventType, 'SNAPSHOT'>}`;
type WorkspaceTypes = Exclude<WorkspaceSubject, 'JOB'>;

/**
 * Event types of webhooks: events of jobs by their type in the log (SNAPSHOT is never logged), other changes of the workspace as in
 * `workspaceEvents`, and a test on demand.
 */
export const WEBHOOK_EVENT_TYPES = [
  ...['JOB_STATUS', 'JOB_STEP', 'JOB_PROGRESS', 'JOB_LOG'],
  ...['ASSET', 'PROJECT', 'BATCH', 'CREDITS', 'SPEND', 'MEMBER', 'CHANNEL', 'PUBLICATION', 'SLOT', 'REVIEW'],
  'TEST',
] as const satisfies (JobTypes | WorkspaceTypes | 'TEST')[];
export type WebhookEventType = (typeof WEBHOOK_EVENT_TYPES)[number];

/** Default event types; all others must be requested by name. */
export const DEFAULT_EVENT_TYPES: readonly WebhookEventType[] = ['JOB_STATUS', 'JOB_STEP'];
