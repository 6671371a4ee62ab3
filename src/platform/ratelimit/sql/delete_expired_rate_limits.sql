-- Deletes a batch of expired windows. Returns the number deleted.
create or replace function delete_expired_rate_limits()
  returns int
  language sql security definer set search_path = public, pg_temp
as $$
  with deleted as (
    delete from rate_limits
    where key in (
      select key
      from rate_limits
      where ends_at < clock_timestamp()
      limit 5000
      for update skip locked
    )
    returning 1
  )
  select count(*)::int
  from deleted
$$;

revoke execute on function delete_expired_rate_limits() from public;
select grant_application('function delete_expired_rate_limits()', 'execute');
