-- The channel with films whose views are due, and at most `at_most` of these films, the longest overdue first. Spans
-- workspaces. Films are read for 90 days.
create or replace function due_statistics(at_most int)
  returns table (workspace_id uuid, channel_id uuid, films jsonb)
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select
    c.workspace_id,
    c.id,
    jsonb_agg(jsonb_build_object('id', film.id, 'externalId', film.external_id, 'publishedAt', film.published_at))
  from channels c
  join workspaces w on w.id = c.workspace_id and w.deleted_at is null
  cross join lateral (
    select p.id, p.external_id, p.published_at, p.statistics_due_at
    from publications p
    where p.channel_id = c.id
      and p.status = 'PUBLISHED'
      and p.external_id is not null
      and p.published_at > now() - interval '90 days'
      and (p.statistics_due_at is null or p.statistics_due_at <= now())
    order by p.statistics_due_at nulls first, p.id
    limit at_most
  ) film
  where c.target = 'YOUTUBE'
    and c.status = 'CONNECTED'
    and c.deleted_at is null
    and 'STATISTICS' = any (c.features)
  group by c.workspace_id, c.id
  order by min(coalesce(film.statistics_due_at, '-infinity')), c.id
  limit 1;
end;

revoke execute on function due_statistics(int) from public;
select grant_application('function due_statistics(int)', 'execute');
