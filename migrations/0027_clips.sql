-- migrate:up
-- The vendor's id of the work, stored as soon as the vendor has accepted it: whoever runs the step next asks for this work and does not
-- submit it again.
alter table provider_attempts add column task_id text;

-- Jobs that make one clip.
alter table jobs
  drop constraint jobs_type_check,
  add constraint jobs_type_check check (
    type in ('VIDEO', 'SCRIPT', 'IMAGE', 'SPEECH', 'CLIP', 'AVATAR', 'TRANSCRIPTION', 'INGEST', 'IMPORT', 'PUBLISH', 'EXPORT')
  );

-- migrate:down
alter table jobs
  drop constraint jobs_type_check,
  add constraint jobs_type_check check (
    type in ('VIDEO', 'SCRIPT', 'IMAGE', 'SPEECH', 'AVATAR', 'TRANSCRIPTION', 'INGEST', 'IMPORT', 'PUBLISH', 'EXPORT')
  );
alter table provider_attempts drop column task_id;
