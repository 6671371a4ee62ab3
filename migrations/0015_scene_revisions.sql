-- migrate:up
-- How often the voice and the picture of a scene were made again on request: { "voice": 0, "visual": 1 }. Part of the
-- keys of their artifacts; null before the first time.
alter table scenes add column revisions jsonb;

-- migrate:down
alter table scenes drop column revisions;
