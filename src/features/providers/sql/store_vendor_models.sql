-- Replaces the list of one provider in one statement, so that readers see the former list or the new one. `models` has
-- objects with `name` and `shutdownAt`.
create or replace function store_vendor_models(wanted_provider text, models jsonb)
  returns void
  language sql security definer set search_path = public, pg_temp
begin atomic
  with listed as (
    select m.name, m."shutdownAt"
    from jsonb_to_recordset(models) as m (name text, "shutdownAt" timestamptz)
  ),
  gone as (
    delete from listed_models l
    where l.provider = wanted_provider
      and l.name not in (select name from listed)
  )
  insert into listed_models (provider, name, shutdown_at)
  select distinct on (name) wanted_provider, name, "shutdownAt"
  from listed
  order by name
  on conflict (provider, name) do update
    set shutdown_at = excluded.shutdown_at;
end;

revoke execute on function store_vendor_models(text, jsonb) from public;
select grant_application('function store_vendor_models(text, jsonb)', 'execute');
