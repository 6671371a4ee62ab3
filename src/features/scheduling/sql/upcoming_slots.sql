-- BOOKED slots of all workspaces that begin in [from_time, to_time), for reminders.
create or replace function upcoming_slots(from_time timestamptz, to_time timestamptz)
  returns setof slots
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select s.*
  from slots s
  join workspaces w on w.id = s.workspace_id
  where s.status = 'BOOKED'
    and s.deleted_at is null
    and w.deleted_at is null
    and s.starts_at >= from_time
    and s.starts_at < to_time
  order by s.starts_at, s.id;
end;

revoke execute on function upcoming_slots(timestamptz, timestamptz) from public;
select grant_application('function upcoming_slots(timestamptz, timestamptz)', 'execute');
