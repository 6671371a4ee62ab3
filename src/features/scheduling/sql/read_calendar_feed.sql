-- The slots of the person whose feed has this secret: those of the last 90 days and all later ones, in workspaces of which
-- they are a member. Of more than `at_most`, those that have not ended are preferred, from the earliest, then the newest
-- past ones. A deleted offer is CANCELED until it is purged, because calendar programs keep what disappears. Null for an
-- unknown or revoked secret, and while the person is suspended. The reader is a calendar program without a session, so it
-- bypasses row-level security.
create or replace function read_calendar_feed(wanted_hash text, at_most int)
  returns jsonb
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select coalesce(
    (
      select jsonb_agg(to_jsonb(one) order by one."startsAt", one.id)
      from (
        select
          s.id,
          case when s.deleted_at is not null and s.status = 'AVAILABLE' then 'CANCELED' else s.status end as status,
          s.title, s.version,
          s.starts_at as "startsAt",
          s.ends_at as "endsAt",
          s.meeting_url as "meetingUrl",
          s.cancel_reason as "cancelReason",
          greatest(s.created_at, s.updated_at, s.deleted_at) as "changedAt",
          s.created_at as "createdAt",
          giver.name as giver,
          taker.name as taker,
          w.name as workspace
        from slots s
        join memberships m on m.workspace_id = s.workspace_id and m.user_id = f.user_id
        join workspaces w on w.id = s.workspace_id and w.deleted_at is null
        join users giver on giver.id = s.giver_id
        left join users taker on taker.id = s.taker_id
        where f.user_id in (s.giver_id, s.taker_id)
          and s.starts_at > clock_timestamp() - interval '90 days'
        order by
          s.ends_at <= clock_timestamp(),
          case when s.ends_at > clock_timestamp() then s.starts_at end,
          s.starts_at desc, s.id
        limit at_most
      ) one
    ),
    '[]'
  )
  from calendar_feeds f
  join users u on u.id = f.user_id and u.deleted_at is null
  where f.secret_hash = wanted_hash
    and f.revoked_at is null
    and f.user_id not in (select s.user_id from suspensions s);
end;

revoke execute on function read_calendar_feed(text, int) from public;
select grant_application('function read_calendar_feed(text, int)', 'execute');
