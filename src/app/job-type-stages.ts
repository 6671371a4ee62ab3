import { IMPORT_STAGES } from '../features/assets/imports/import.service.ts';
import { INGEST_STAGES } from '../features/assets/ingest/ingest.service.ts';
import type { JobStages } from '../features/jobs/job/job.states.ts';
import { VIDEO_STAGES } from '../features/renders/video-plan.ts';
import { MEDIA_STAGES } from '../features/renders/media/media-task.ts';
import { WRITING_STAGES } from '../features/renders/writing/writing-plan.ts';
import { EXPORT_STAGES } from '../features/reports/report.service.ts';
import { PUBLISH_STAGES } from '../features/publishing/publications/publication.states.ts';

/** The stages of every type of job, as the feature that owns the type defines them. */
export const jobStages: JobStages = {
  AVATAR: MEDIA_STAGES,
  CLIP: MEDIA_STAGES,
  EXPORT: EXPORT_STAGES,
  IMPORT: IMPORT_STAGES,
  INGEST: INGEST_STAGES,
  IMAGE: MEDIA_STAGES,
  PUBLISH: PUBLISH_STAGES,
  SCRIPT: WRITING_STAGES,
  SPEECH: MEDIA_STAGES,
  TRANSCRIPTION: MEDIA_STAGES,
  VIDEO: VIDEO_STAGES,
};
