-- Stores these settings; null removes one. False for anyone but administrators.
create or replace function store_settings(given jsonb)
  returns boolean
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  if not app_is_administrator() then
    return false;
  end if;
  insert into settings (name, value, updated_by)
  select e.key, e.value, app_user_id()
  from jsonb_each(given) e
  where e.value <> 'null'
  on conflict (name) do update
    set
      value = excluded.value,
      updated_by = excluded.updated_by,
      updated_at = clock_timestamp();
  delete from settings
  where given -> name = 'null';
  return true;
end
$$;

revoke execute on function store_settings(jsonb) from public;
select grant_application('function store_settings(jsonb)', 'execute');
