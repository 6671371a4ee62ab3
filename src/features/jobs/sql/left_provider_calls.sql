-- Calls to vendors, of all workspaces, without a known end, whose job ended `quiet_seconds` ago: no worker waits for them. UNCERTAIN ones
-- of jobs that are not retried are among them for `last_seconds`, while their vendor may still tell their end. Oldest first.
create or replace function left_provider_calls(quiet_seconds double precision, last_seconds double precision)
  returns table (
    id uuid,
    workspace_id uuid,
    kind text,
    provider text,
    model text,
    state text,
    is_free boolean,
    task_id text,
    sent_at timestamptz,
    is_wanted boolean,
    left_seconds double precision
  )
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select
    a.id,
    a.workspace_id,
    a.kind,
    a.provider,
    a.model,
    a.state,
    a.is_free,
    a.task_id,
    a.sent_at,
    j.status = 'FAILED' and j.deleted_at is null,
    extract(epoch from clock_timestamp() - greatest(a.prepared_at, j.finished_at))
  from provider_attempts a
  join jobs j on j.workspace_id = a.workspace_id
    and j.id = a.job_id
  where a.state in ('PREPARED', 'SENT', 'UNCERTAIN')
    and j.status in ('COMPLETED', 'FAILED', 'CANCELED')
    and greatest(a.prepared_at, j.finished_at) < clock_timestamp() - make_interval(secs => quiet_seconds)
    and (
      a.state <> 'UNCERTAIN'
      or (
        a.task_id is not null
        and j.status <> 'FAILED'
        and greatest(a.prepared_at, j.finished_at) > clock_timestamp() - make_interval(secs => last_seconds)
      )
    )
  order by a.id
  limit 1000;
end;

revoke execute on function left_provider_calls(double precision, double precision) from public;
select grant_application('function left_provider_calls(double precision, double precision)', 'execute');
