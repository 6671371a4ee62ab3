-- migrate:up
-- How an asset was made: { "sourceType": "TRAINED_ALGORITHMIC_MEDIA", "parts": [{ "kind": "VISUAL", "provider": "stability",
-- "model": …, "prompt": …, "seed": …, "voice": …, "licence": …, "cost": …, "sceneId": … }] }. Null for uploads.
alter table assets add column provenance jsonb;
-- Whether a trained model made it or a part of it.
alter table assets add column synthetic boolean not null default false;

-- migrate:down
alter table assets
  drop column provenance,
  drop column synthetic;
