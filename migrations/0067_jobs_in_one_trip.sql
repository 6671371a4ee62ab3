-- migrate:up
-- It returns the job that it has created, and can reserve its credits.
drop function if exists create_job(jsonb, jsonb);
-- At once, because processes of the version before create jobs by it, too.
\include features/jobs/sql/create_job.sql

-- migrate:down
drop function if exists create_job(jsonb, jsonb, boolean);
