-- Counts calls to a provider of the installation that failed one after the other; one without a problem ends the count.
-- Returns the count, null for a call that succeeded. A function, because the table belongs to no workspace.
create or replace function record_provider_call(wanted_kind text, wanted_provider text, problem text)
  returns int
  language sql security definer set search_path = public, pg_temp
begin atomic
  delete from provider_circuits
  where kind = wanted_kind
    and provider = wanted_provider
    and problem is null;
  insert into provider_circuits as c (kind, provider, failures, failure, failed_at)
  select wanted_kind, wanted_provider, 1, problem, clock_timestamp()
  where problem is not null
  on conflict (kind, provider) do update
    set
      failures = c.failures + 1,
      failure = excluded.failure,
      failed_at = excluded.failed_at
  returning failures;
end;

revoke execute on function record_provider_call(text, text, text) from public;
select grant_application('function record_provider_call(text, text, text)', 'execute');
