-- migrate:up
-- It returns the job that it has created, and can reserve its credits.
drop function if exists create_job(jsonb, jsonb);

-- migrate:down
drop function if exists create_job(jsonb, jsonb, boolean);
