-- The notifications of a person after a position, as ids and positions, in one snapshot: for the live log that all
-- subscriptions of the person in a process share. A definer, because the engine is nobody; the rows themselves are read
-- by each subscription as its own person. `held`: there are more, which older transactions may still precede.
create or replace function notification_log(person uuid, after_xact xid8, after_number bigint, at_most int)
  returns jsonb
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select jsonb_build_object(
    'horizon', pg_snapshot_xmin(pg_current_snapshot())::text,
    'held', exists (
      select
      from notifications n
      where n.user_id = person
        and n.in_app
        and n.xact >= pg_snapshot_xmin(pg_current_snapshot())
    ),
    'events', (
      select coalesce(
        jsonb_agg(jsonb_build_object('id', e.id, 'xact', e.xact::text, 'number', e.number::text) order by e.xact, e.number),
        '[]'
      )
      from (
        select n.id, n.xact, n.number
        from notifications n
        where n.user_id = person
          and n.in_app
          and (n.xact, n.number) > (after_xact, after_number)
          and n.xact < pg_snapshot_xmin(pg_current_snapshot())
        order by n.xact, n.number
        limit at_most
      ) e
    )
  );
end;

revoke execute on function notification_log(uuid, xid8, bigint, int) from public;
select grant_application('function notification_log(uuid, xid8, bigint, int)', 'execute');
