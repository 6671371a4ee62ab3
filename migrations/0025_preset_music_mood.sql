-- migrate:up
-- The mood of the built-in music, or 'none'. A preset has a mood or an asset as music.
alter table presets add column music_mood text;

-- migrate:down
alter table presets drop column music_mood;
