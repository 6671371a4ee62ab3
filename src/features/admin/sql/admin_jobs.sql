-- Jobs of all workspaces without their content, for administrators; none of deleted workspaces, so that `retryJob` does not
-- work and spend credits there. The view reads as the owner, whom row-level security does not restrict, so it checks the
-- caller itself. The barrier runs this check before a caller's functions.
create or replace view admin_jobs with (security_barrier) as
select
  j.id,
  j.workspace_id,
  w.name as workspace_name,
  j.type,
  j.status,
  j.title,
  j.progress,
  j.step,
  j.attempt,
  j.failure,
  j.created_at,
  j.started_at,
  j.finished_at
from jobs j
join workspaces w on w.id = j.workspace_id
where j.deleted_at is null
  and w.deleted_at is null
  and (select app_is_administrator());

select grant_application('admin_jobs', 'select');
