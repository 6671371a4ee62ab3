-- Models that makers list, as they were last refreshed. They are the same for everybody, and name no workspace.
create or replace function vendor_models()
  returns table (provider text, name text, shutdown_at timestamptz)
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select l.provider, l.name, l.shutdown_at
  from listed_models l
  order by l.provider, l.name;
end;

revoke execute on function vendor_models() from public;
select grant_application('function vendor_models()', 'execute');
