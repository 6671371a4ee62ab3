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
