-- Which of these videos publications of any workspace have already: a channel may belong to several workspaces, and films
-- may have the same title.
create or replace function known_videos(external_ids text[])
  returns setof text
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select p.external_id
  from publications p
  where p.external_id = any (external_ids);
end;

revoke execute on function known_videos(text[]) from public;
select grant_application('function known_videos(text[])', 'execute');
