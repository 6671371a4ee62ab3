-- What the job that made a shared film knows about it: its poster, the version of the project that it shows, and the newest version of which
-- there is a film. Empty for other files. The reader has no account, so it bypasses row-level security.
create or replace function find_film_of_share_link(wanted_hash text)
  returns table (poster_key text, version int, newest_version int)
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select poster.storage_key, j.project_version, newest.version
  from share_links l
  join assets a on a.id = l.asset_id and a.role = 'VIDEO' and a.access = 'VIEWER'
  join jobs j on j.id = a.job_id and j.workspace_id = a.workspace_id
  left join lateral (
    select p.storage_key
    from assets p
    where p.workspace_id = a.workspace_id
      and p.job_id = a.job_id
      and p.format = a.format
      and p.role = 'POSTER'
      and p.status = 'READY'
      and p.access = 'VIEWER'
    order by p.id
    limit 1
  ) poster on true
  left join lateral (
    select max(n.project_version) as version
    from jobs n
    where n.project_id = j.project_id
      and n.workspace_id = j.workspace_id
      and n.type = 'VIDEO'
      and n.status = 'COMPLETED'
      and n.deleted_at is null
  ) newest on true
  where l.token_hash = wanted_hash
    and l.revoked_at is null
    and (l.expires_at is null or l.expires_at > clock_timestamp());
end;

revoke execute on function find_film_of_share_link(text) from public;
select grant_application('function find_film_of_share_link(text)', 'execute');
