-- migrate:up
-- The gain of the own sound of a scene's clip, in decibels; null for none.
alter table scenes add column clip_gain_db double precision;

-- migrate:down
alter table scenes drop column clip_gain_db;
