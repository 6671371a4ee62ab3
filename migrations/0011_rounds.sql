-- migrate:up
-- Replaced by start_steps, finish_steps and log_job_updates, which handle many steps at once.
drop function if exists start_step(uuid, uuid, uuid, boolean);
drop function if exists finish_step(uuid, uuid, int, jsonb, boolean, text);
drop trigger if exists log_progress on jobs;
drop function if exists log_job_progress();
-- Their parameters have changed.
drop function if exists dispatch_steps(int);
drop function if exists update_stage_averages(uuid);
delete from application_grants
where target in ('function dispatch_steps(int)', 'function update_stage_averages(uuid)');

-- migrate:down
drop trigger if exists log_updates on jobs;
