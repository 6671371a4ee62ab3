-- migrate:up
-- Captions of a film as SRT, beside those as WebVTT.
alter table assets
  drop constraint assets_role_check,
  add constraint assets_role_check check (
    role in (
      'VIDEO', 'THUMBNAIL', 'POSTER', 'CAPTIONS', 'CAPTIONS_SRT', 'DOCUMENT', 'IMAGE', 'AUDIO', 'WEBM', 'GIF', 'AUDIO_MP3',
      'AUDIO_M4A', 'YOUTUBE', 'THUMBNAILS', 'STORYBOARD', 'CHAPTERS', 'HLS'
    )
  );

-- migrate:down
-- The files stay with the workspace, without their job.
update assets set role = null, job_id = null where role = 'CAPTIONS_SRT';
alter table assets
  drop constraint assets_role_check,
  add constraint assets_role_check check (
    role in (
      'VIDEO', 'THUMBNAIL', 'POSTER', 'CAPTIONS', 'DOCUMENT', 'IMAGE', 'AUDIO', 'WEBM', 'GIF', 'AUDIO_MP3',
      'AUDIO_M4A', 'YOUTUBE', 'THUMBNAILS', 'STORYBOARD', 'CHAPTERS', 'HLS'
    )
  );
