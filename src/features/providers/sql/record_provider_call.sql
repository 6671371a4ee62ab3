-- Counts calls to a provider of the installation that failed one after the other; one without a problem ends the count.
-- An outage does not replace one of the `refusals`, because the key or the account is still refused after it. Returns what was stored
-- before a failed call. A function, because the table belongs to no workspace.
create or replace function record_provider_call(wanted_kind text, wanted_provider text, problem text, refusals text[])
  returns table (failures int, failure text)
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
      failure = case when c.failure = any(refusals) and excluded.failure <> all(refusals) then c.failure else excluded.failure end,
      failed_at = excluded.failed_at
  returning old.failures, old.failure;
end;

revoke execute on function record_provider_call(text, text, text, text[]) from public;
select grant_application('function record_provider_call(text, text, text, text[])', 'execute');
