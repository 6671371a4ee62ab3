-- Pauses or resumes a queue for every worker. Returns whether that changed anything; null for anyone but administrators.
create or replace function set_queue_paused(wanted_queue text, paused boolean)
  returns boolean
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  if not app_is_administrator() then
    return null;
  end if;
  if paused then
    insert into queue_pauses (queue, paused_by)
    values (wanted_queue, app_user_id())
    on conflict do nothing;
  else
    delete from queue_pauses
    where queue = wanted_queue;
  end if;
  return found;
end
$$;

revoke execute on function set_queue_paused(text, boolean) from public;
select grant_application('function set_queue_paused(text, boolean)', 'execute');
