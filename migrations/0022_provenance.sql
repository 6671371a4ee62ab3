-- migrate:up
-- How an asset was made: { "sourceType": "TRAINED_ALGORITHMIC_MEDIA", "parts": [{ "kind": "VISUAL", "provider": "stability",
-- "model": …, "prompt": …, "seed": …, "voice": …, "licence": …, "cost": …, "sceneId": … }] }. Null for uploads.
alter table assets add column provenance jsonb;
-- Whether a trained model made it or a part of it.
alter table assets add column synthetic boolean not null default false;

-- The sentences that credit the stock pictures in it, one in each line.
alter table assets add column attribution text;

-- Jobs that make one asset.
alter table jobs
  drop constraint jobs_type_check,
  add constraint jobs_type_check check (
    type in ('VIDEO', 'SCRIPT', 'IMAGE', 'SPEECH', 'AVATAR', 'TRANSCRIPTION', 'INGEST', 'IMPORT', 'PUBLISH', 'EXPORT')
  );
alter table assets
  drop constraint assets_role_check,
  add constraint assets_role_check check (
    role in ('VIDEO', 'THUMBNAIL', 'POSTER', 'CAPTIONS', 'DOCUMENT', 'IMAGE', 'AUDIO')
  );

-- migrate:down
alter table assets
  drop constraint assets_role_check,
  add constraint assets_role_check check (role in ('VIDEO', 'THUMBNAIL', 'POSTER', 'CAPTIONS', 'DOCUMENT'));
alter table jobs
  drop constraint jobs_type_check,
  add constraint jobs_type_check check (
    type in ('VIDEO', 'SCRIPT', 'IMAGE', 'SPEECH', 'AVATAR', 'INGEST', 'IMPORT', 'PUBLISH', 'EXPORT')
  );
alter table assets
  drop column provenance,
  drop column attribution,
  drop column synthetic;
