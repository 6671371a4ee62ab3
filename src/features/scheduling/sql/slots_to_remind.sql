-- BOOKED slots of all workspaces that begin in [from_time, to_time), and of whose time nobody was reminded so many hours
-- before: a slot that was moved has another time.
create or replace function slots_to_remind(from_time timestamptz, to_time timestamptz, hours int)
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
    and not exists (
      select
      from notifications n
      where n.user_id in (s.giver_id, s.taker_id)
        and n.event_key = format('slot-reminder:%s:%s:%s', hours, s.id, (extract(epoch from s.starts_at) * 1000)::bigint)
    )
  order by s.starts_at, s.id;
end;

revoke execute on function slots_to_remind(timestamptz, timestamptz, int) from public;
select grant_application('function slots_to_remind(timestamptz, timestamptz, int)', 'execute');
