-- Whether an administrator has paused the queue. A definer, because the application cannot read pauses.
create or replace function is_queue_paused(wanted_queue text)
  returns boolean
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select exists (select from queue_pauses where queue = wanted_queue);
end;

revoke execute on function is_queue_paused(text) from public;
select grant_application('function is_queue_paused(text)', 'execute');
