import type { AccessLevel } from '../../../kernel/role.ts';
import type { JobType } from '../../jobs/job/job.states.ts';
import { ACTIONS } from '../../workspaces/workspace/workspace.access.ts';

/**
 * The least role that may read the outputs of a job, by the job's type: that of its sources. An export is as restricted as the audit log,
 * unless its step sets another role.
 */
export const OUTPUT_ACCESS: Readonly<Record<JobType, AccessLevel>> = {
  VIDEO: ACTIONS.VIEW,
  SCRIPT: ACTIONS.VIEW,
  IMAGE: ACTIONS.VIEW,
  SPEECH: ACTIONS.VIEW,
  CLIP: ACTIONS.VIEW,
  AVATAR: ACTIONS.VIEW,
  TRANSCRIPTION: ACTIONS.VIEW,
  INGEST: ACTIONS.VIEW,
  IMPORT: ACTIONS.VIEW,
  PUBLISH: ACTIONS.VIEW,
  EXPORT: ACTIONS.VIEW_AUDIT,
};
