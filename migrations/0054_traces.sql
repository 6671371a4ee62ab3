-- migrate:up
-- The span that created a job, so that its steps belong to the trace of the request. Null while traces are off, and for
-- jobs of earlier versions. A column without a default changes no row.
alter table jobs add column trace_parent text;
-- migrate:down
alter table jobs drop column trace_parent;
