-- migrate:up
-- Replaced by log_updates, which handles many jobs at once.
drop trigger if exists log_progress on jobs;
drop function if exists log_job_progress();

-- migrate:down
drop trigger if exists log_updates on jobs;
