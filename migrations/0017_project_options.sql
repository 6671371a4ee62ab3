-- migrate:up
-- Options that the request of the film gave with which the project was made: { "voice": "…", "look": "…" }. Films of
-- the project keep them; null for every other project, and once it gets another preset.
alter table projects add column options jsonb;

-- migrate:down
alter table projects drop column options;
