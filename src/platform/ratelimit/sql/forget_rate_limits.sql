-- A batch of expired windows. Returns the number deleted.
create or replace function forget_rate_limits()
  returns int
  language sql security definer set search_path = public
as $$
  with gone as (
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
  from gone
$$;

revoke execute on function forget_rate_limits() from public;
select grant_application('function forget_rate_limits()', 'execute');
