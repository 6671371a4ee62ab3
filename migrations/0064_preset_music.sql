-- migrate:up
-- Where the music of a preset begins, in milliseconds, and the decibels by which it is louder than usual.
alter table presets add column music_start_ms integer, add column music_gain_db double precision;

-- migrate:down
alter table presets drop column music_start_ms, drop column music_gain_db;
