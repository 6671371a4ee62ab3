-- migrate:up
-- Calls to vendors without a known end, which a task looks up when their job has ended.
create index "provider_attempts_open" on "provider_attempts" ("id") where state in ('PREPARED', 'SENT', 'UNCERTAIN');

-- The id of the work at the vendor is in `provider_attempts.task_id`.
alter table job_steps drop column remote_id;

-- migrate:down
drop index "provider_attempts_open";
alter table job_steps add column remote_id text;
