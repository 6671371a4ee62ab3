-- The settings that administrators have set, as one object. Public values: what they change is the same for everybody.
create or replace function stored_settings()
  returns jsonb
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select coalesce(jsonb_object_agg(name, value), '{}')
  from settings;
end;

revoke execute on function stored_settings() from public;
select grant_application('function stored_settings()', 'execute');
