-- migrate:up
-- Options that the request of the film gave with which the project was made: { "voice": "…", "look": "…" }. Films of
-- the project keep them; null for every other project, and once it gets another preset.
alter table projects add column options jsonb;
-- The highest number that a revision of one of its scenes has had, also of scenes that were removed or restored since.
alter table projects add column last_revision int not null default 0;

-- migrate:down
alter table projects
  drop column options,
  drop column last_revision;
