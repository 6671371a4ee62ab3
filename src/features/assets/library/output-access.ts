import type { AccessLevel } from '../../../kernel/role.ts';
import type { JobType } from '../../jobs/job/job.states.ts';
import { ACTIONS } from '../../workspaces/workspace/workspace.access.ts';

/** Who may read what a job of each type makes: the roles that may read its source. An export is that of the audit log unless its step says otherwise. */
export const OUTPUT_ACCESS: Readonly<Record<JobType, AccessLevel>> = {
  VIDEO: ACTIONS.VIEW,
  SCRIPT: ACTIONS.VIEW,
  IMAGE: ACTIONS.VIEW,
  SPEECH: ACTIONS.VIEW,
  AVATAR: ACTIONS.VIEW,
  TRANSCRIPTION: ACTIONS.VIEW,
  INGEST: ACTIONS.VIEW,
  IMPORT: ACTIONS.VIEW,
  PUBLISH: ACTIONS.VIEW,
  EXPORT: ACTIONS.VIEW_AUDIT,
};
