-- Returns steps to the backlog whose message the queue has given up or lost. Returns their number. A minute covers the
-- time between the dispatch and the message.
create or replace function requeue_lost_steps()
  returns int
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  lost int;
begin
  with known as materialized (
    select (data->>'stepId')::uuid as step_id
    from pgboss.job
    where name = 'step'
      and state in ('created', 'retry', 'active')
  ),
  back as (
    update job_steps s
    set
      dispatched_at = null,
      status = 'PENDING',
      crashes = crashes + (s.status = 'RUNNING')::int
    where s.dispatched_at < clock_timestamp() - interval '1 minute'
      and s.status in ('PENDING', 'RUNNING')
      and not exists (select from known k where k.step_id = s.id)
    returning 1
  )
  select count(*) into lost
  from back;
  return lost;
end
$$;

revoke execute on function requeue_lost_steps() from public;
select grant_application('function requeue_lost_steps()', 'execute');
