-- A page of the object keys that rows of all workspaces name, in byte order like the store's listing, for the storage
-- check. Derived objects lie in the folder of their asset and sort before or after its 'original'. Assets with the same
-- content share keys, and each key is returned once.
create or replace function stored_keys(after_key text, at_most int)
  returns table (storage_key text, must_exist boolean)
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select key, bool_or(needed)
  from (
    (
      select a.storage_key collate "C" as key, true as needed
      from artifacts a
      where a.storage_key collate "C" > after_key
      order by 1
      limit at_most
    )
    union all
    (
      select u.avatar_key collate "C", true
      from users u
      where u.avatar_key collate "C" > after_key
      order by 1
      limit at_most
    )
    union all
    (
      select s.storage_key collate "C", bool_or(s.status = 'READY')
      from assets s
      where s.storage_key collate "C" > after_key
        and asset_keeps_bytes(s.status, s.rejection)
      group by 1
      order by 1
      limit at_most
    )
    union all
    (
      select key, bool_or(ready)
      from (
        select
          (substring(s.storage_key from '^.*/') || leaf) collate "C" as key,
          s.status = 'READY' as ready
        from assets s
        cross join unnest(s.derived) as leaf
        where s.derived <> '{}'
          and s.storage_key collate "C" > coalesce(substring(after_key from '^.*/'), '')
          and asset_keeps_bytes(s.status, s.rejection)
      ) made
      where key > after_key
      group by 1
      order by 1
      limit at_most
    )
  ) stored
  group by key
  order by key
  limit at_most;
end;

revoke execute on function stored_keys(text, int) from public;
select grant_application('function stored_keys(text, int)', 'execute');
