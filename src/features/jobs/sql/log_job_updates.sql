-- Logs updates of jobs, once per statement, because a round updates many jobs. A new status and a deletion are events
-- that no reader misses. Progress is one that slow readers may skip: at most one a second and job, by the database's
-- clock, even when it is set back. One event per job and transaction suffices, because readers load the row.
create or replace function log_job_updates()
  returns trigger
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  touched uuid[];
begin
  with changed as (
    select
      n.id,
      n.workspace_id,
      n.deleted_at is not null as is_deleted,
      (o.status, o.deleted_at) is not distinct from (n.status, n.deleted_at) as is_progress
    from newer n
    join older o on o.id = n.id
    where o.deleted_at is null
      and (o.status, o.deleted_at, o.progress, o.step) is distinct from (n.status, n.deleted_at, n.progress, n.step)
  ),
  logged as (
    insert into workspace_events (workspace_id, type, action, subject_id, actor_id, may_skip)
    select
      c.workspace_id,
      'JOB',
      case when c.is_deleted then 'DELETED' else 'UPDATED' end,
      c.id,
      app_user_id(),
      c.is_progress
    from changed c
    -- Nothing is logged for a workspace that is being deleted.
    join workspaces w on w.id = c.workspace_id
    where (
        c.is_deleted
        or not exists (
          select
          from workspace_events e
          where e.workspace_id = c.workspace_id
            and e.xact = pg_current_xact_id()
            and e.type = 'JOB'
            and e.subject_id = c.id
            and (c.is_progress or not e.may_skip)
        )
      )
      and not (
        c.is_progress
        and exists (
          select
          from workspace_events e
          where e.subject_id = c.id
            and e.may_skip
            and e.at > clock_timestamp() - interval '1 second'
            and e.at <= clock_timestamp()
        )
      )
    order by c.workspace_id, c.id
    returning workspace_id
  )
  select array_agg(distinct workspace_id) into touched
  from logged;

  perform pg_notify('workspace_events', t::text)
  from unnest(touched) t;
  return null;
end
$$;

create or replace trigger log_updates
  after update on jobs
  referencing old table as older new table as newer
  for each statement execute function log_job_updates();
