-- migrate:up
-- The outputs of a job in the order of their ids, without a sort for each job of a page.
create index assets_of_job on assets (job_id, id);
drop index assets_job;

-- migrate:down
create index assets_job on assets (job_id);
drop index assets_of_job;
