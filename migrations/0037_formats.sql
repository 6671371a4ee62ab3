-- migrate:up
-- The format of the film that a step makes and that an output belongs to, in films of several formats.
alter table job_steps add column format int not null default 0;
alter table assets add column format int not null default 0;

-- migrate:down
alter table assets drop column format;
alter table job_steps drop column format;
