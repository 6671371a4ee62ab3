-- The slots in the way of wanted times `[{ number, person, from, to }]`: the earliest one for each. First it locks the
-- people until the transaction ends, in one order, so that two calls for the same person follow each other and the
-- answer still holds when the caller writes. A definer, because a person's slots may belong to workspaces that the
-- actor does not see: of those it returns nothing but the times.
create or replace function find_slot_conflicts(wanted jsonb, except_slot uuid)
  returns table (number int, person_id uuid, starts_at timestamptz, ends_at timestamptz, slot_id uuid, title text)
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('reelwright.slots ' || p.person, 0))
  from (
    select distinct w->>'person' as person
    from jsonb_array_elements(wanted) w
    order by person
  ) p;

  return query
    select
      w.number, w.person, s.starts_at, s.ends_at,
      case when seen.seen then s.id end,
      case when seen.seen then s.title end
    from jsonb_to_recordset(wanted) w (number int, person uuid, "from" timestamptz, "to" timestamptz)
    cross join lateral (
      select t.slot_id
      from slot_times t
      where t.person_id = w.person
        and t.during && tstzrange(w."from", w."to")
        and t.slot_id is distinct from except_slot
      order by t.during
      limit 1
    ) held
    join slots s on s.id = held.slot_id
    cross join lateral (select s.workspace_id = any ((select app_workspace_ids())::uuid[]) as seen) seen
    order by w.number, w.person;
end
$$;

revoke execute on function find_slot_conflicts(jsonb, uuid) from public;
select grant_application('function find_slot_conflicts(jsonb, uuid)', 'execute');
