-- A film tries a failing provider of the installation again: until its calls have ended, no other film does.
-- Returns true for the film that may, which is one when several ask at the same time; null before `wait_seconds` without a call.
create or replace function begin_provider_probe(wanted_kind text, wanted_provider text, wait_seconds double precision)
  returns boolean
  language sql security definer set search_path = public, pg_temp
begin atomic
  update provider_circuits
  set probed_at = clock_timestamp()
  where kind = wanted_kind
    and provider = wanted_provider
    and extract(epoch from clock_timestamp() - greatest(failed_at, probed_at)) >= wait_seconds
  returning true;
end;

revoke execute on function begin_provider_probe(text, text, double precision) from public;
select grant_application('function begin_provider_probe(text, text, double precision)', 'execute');
