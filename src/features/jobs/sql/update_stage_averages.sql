-- Updates the moving averages with completed jobs. Reused and retried steps tell nothing about duration. When another
-- transaction holds the lock, these jobs are left out: an average can miss a sample, and nobody need wait.
create or replace function update_stage_averages(completed uuid[])
  returns void
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  if cardinality(completed) = 0 or not pg_try_advisory_xact_lock(hashtext('reelwright.stage_averages')) then
    return;
  end if;
  insert into stage_averages as known (type, name, seconds, steps)
  select
    j.type,
    s.name,
    avg(extract(epoch from s.finished_at - s.started_at)) filter (where s.attempt = 1 and not s.reused),
    count(*)::double precision / count(distinct j.id)
  from jobs j
  join job_steps s on s.workspace_id = j.workspace_id and s.job_id = j.id
  where j.id = any (completed)
    and s.status = 'COMPLETED'
  group by j.type, s.name
  on conflict (type, name) do update
    set
      seconds = coalesce(known.seconds + 0.2 * (excluded.seconds - known.seconds), excluded.seconds, known.seconds),
      steps = known.steps + 0.2 * (excluded.steps - known.steps);
end
$$;

revoke execute on function update_stage_averages(uuid[]) from public;
select grant_application('function update_stage_averages(uuid[])', 'execute');
