-- Lets one administrator at a time change the showcase, so that its order has no gaps and its limit is exact.
create or replace function lock_showcase()
  returns void
  language sql
begin atomic
  select pg_advisory_xact_lock(hashtextextended('showcase', 0));
end;

revoke execute on function lock_showcase() from public;
select grant_application('function lock_showcase()', 'execute');
