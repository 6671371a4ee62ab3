-- migrate:up
-- Captions of a scene in other languages, which its author has written.
alter table scenes add column caption_translations jsonb not null default '[]'::jsonb;

-- The files with them.
alter table assets
  drop constraint assets_role_check,
  add constraint assets_role_check check (
    role in (
      'VIDEO', 'THUMBNAIL', 'POSTER', 'CAPTIONS', 'CAPTIONS_SRT', 'DOCUMENT', 'IMAGE', 'AUDIO', 'WEBM', 'GIF', 'AUDIO_MP3',
      'AUDIO_M4A', 'YOUTUBE', 'THUMBNAILS', 'STORYBOARD', 'CHAPTERS', 'CAPTION_TRANSLATIONS', 'HLS'
    )
  );

-- migrate:down
-- The files stay with the workspace, without their job.
update assets set role = null, job_id = null where role = 'CAPTION_TRANSLATIONS';
alter table assets
  drop constraint assets_role_check,
  add constraint assets_role_check check (
    role in (
      'VIDEO', 'THUMBNAIL', 'POSTER', 'CAPTIONS', 'CAPTIONS_SRT', 'DOCUMENT', 'IMAGE', 'AUDIO', 'WEBM', 'GIF', 'AUDIO_MP3',
      'AUDIO_M4A', 'YOUTUBE', 'THUMBNAILS', 'STORYBOARD', 'CHAPTERS', 'HLS'
    )
  );
alter table scenes drop column caption_translations;
