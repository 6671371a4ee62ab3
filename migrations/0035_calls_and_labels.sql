-- migrate:up
-- Calls to vendors without a known end, which a task looks up when their job has ended.
create index "provider_attempts_open" on "provider_attempts" ("id") where state in ('PREPARED', 'SENT', 'UNCERTAIN');

-- The id of the work at the vendor is in `provider_attempts.task_id`.
alter table job_steps drop column remote_id;

-- When films show that models made them: 'none', 'start' or 'throughout'.
alter table presets add column ai_label text;

-- migrate:down
alter table presets drop column ai_label;
drop index "provider_attempts_open";
alter table job_steps add column remote_id text;
