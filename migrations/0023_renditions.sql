-- migrate:up
-- Renditions that a preset chooses.
alter table presets add column renditions text[];

-- Outputs of a film in other forms.
alter table assets
  drop constraint assets_role_check,
  add constraint assets_role_check check (
    role in (
      'VIDEO', 'THUMBNAIL', 'POSTER', 'CAPTIONS', 'DOCUMENT', 'IMAGE', 'AUDIO', 'WEBM', 'GIF', 'AUDIO_MP3', 'AUDIO_M4A',
      'YOUTUBE', 'THUMBNAILS', 'STORYBOARD', 'CHAPTERS', 'HLS'
    )
  );

-- The stages that make them.
alter table jobs
  drop constraint jobs_step_check,
  add constraint jobs_step_check check (
    step in (
      'SCRIPT', 'VOICE', 'VISUAL', 'SEGMENT', 'STREAM', 'ASSEMBLE', 'VERIFY', 'RENDITION', 'DELIVER', 'FETCH', 'PROBE',
      'DERIVE', 'GENERATE', 'UPLOAD'
    )
  );
alter table job_steps
  drop constraint job_steps_name_check,
  add constraint job_steps_name_check check (
    name in (
      'SCRIPT', 'VOICE', 'VISUAL', 'SEGMENT', 'STREAM', 'ASSEMBLE', 'VERIFY', 'RENDITION', 'DELIVER', 'FETCH', 'PROBE',
      'DERIVE', 'GENERATE', 'UPLOAD'
    )
  );
alter table job_events
  drop constraint job_events_step_check,
  add constraint job_events_step_check check (
    step in (
      'SCRIPT', 'VOICE', 'VISUAL', 'SEGMENT', 'STREAM', 'ASSEMBLE', 'VERIFY', 'RENDITION', 'DELIVER', 'FETCH', 'PROBE',
      'DERIVE', 'GENERATE', 'UPLOAD'
    )
  );

-- migrate:down
-- The files stay with the workspace, without their job.
update assets
set role = null, job_id = null
where role in ('WEBM', 'GIF', 'AUDIO_MP3', 'AUDIO_M4A', 'YOUTUBE', 'THUMBNAILS', 'STORYBOARD', 'CHAPTERS', 'HLS');
update jobs set step = null where step in ('STREAM', 'RENDITION');
update job_events set step = null where step in ('STREAM', 'RENDITION');
delete from job_steps where name in ('STREAM', 'RENDITION');
alter table job_events
  drop constraint job_events_step_check,
  add constraint job_events_step_check check (
    step in (
      'SCRIPT', 'VOICE', 'VISUAL', 'SEGMENT', 'ASSEMBLE', 'VERIFY', 'DELIVER', 'FETCH', 'PROBE', 'DERIVE', 'GENERATE',
      'UPLOAD'
    )
  );
alter table job_steps
  drop constraint job_steps_name_check,
  add constraint job_steps_name_check check (
    name in (
      'SCRIPT', 'VOICE', 'VISUAL', 'SEGMENT', 'ASSEMBLE', 'VERIFY', 'DELIVER', 'FETCH', 'PROBE', 'DERIVE', 'GENERATE',
      'UPLOAD'
    )
  );
alter table jobs
  drop constraint jobs_step_check,
  add constraint jobs_step_check check (
    step in (
      'SCRIPT', 'VOICE', 'VISUAL', 'SEGMENT', 'ASSEMBLE', 'VERIFY', 'DELIVER', 'FETCH', 'PROBE', 'DERIVE', 'GENERATE',
      'UPLOAD'
    )
  );
alter table assets
  drop constraint assets_role_check,
  add constraint assets_role_check check (
    role in ('VIDEO', 'THUMBNAIL', 'POSTER', 'CAPTIONS', 'DOCUMENT', 'IMAGE', 'AUDIO')
  );
alter table presets drop column renditions;
