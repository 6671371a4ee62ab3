-- Ends a suspension. API keys of the person work again; sessions that ended stay ended. Returns what was done.
create or replace function reinstate_user(person uuid)
  returns text
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  if not app_is_administrator() then
    return 'FORBIDDEN';
  end if;
  if not exists (select from users where id = person and deleted_at is null) then
    return 'NOT_FOUND';
  end if;
  delete from suspensions
  where user_id = person;
  return case when found then 'REINSTATED' else 'REPEATED' end;
end
$$;

revoke execute on function reinstate_user(uuid) from public;
select grant_application('function reinstate_user(uuid)', 'execute');
