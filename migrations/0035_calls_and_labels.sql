-- migrate:up
-- Calls to vendors without a known end, which a task looks up when their job has ended.
create index "provider_attempts_open" on "provider_attempts" ("id") where state in ('PREPARED', 'SENT', 'UNCERTAIN');

-- The id of the work at the vendor is in `provider_attempts.task_id`.
alter table job_steps drop column remote_id;

-- When films show that models made them: 'none', 'start' or 'throughout'.
alter table presets add column ai_label text;

-- Voices that a cloud lists for the key of the installation.
create table listed_voices (
  provider text not null,
  name text not null,
  title text not null,
  description text not null,
  language text not null,
  sample_url text,
  primary key (provider, name)
);
select protect_table('listed_voices', 'false');

-- migrate:down
drop table listed_voices;
alter table presets drop column ai_label;
drop index "provider_attempts_open";
alter table job_steps add column remote_id text;
