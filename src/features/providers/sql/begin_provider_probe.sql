-- A film tries a failing provider of the installation again: until its calls have ended, no other film does.
create or replace function begin_provider_probe(wanted_kind text, wanted_provider text)
  returns void
  language sql security definer set search_path = public, pg_temp
begin atomic
  update provider_circuits
  set probed_at = clock_timestamp()
  where kind = wanted_kind
    and provider = wanted_provider;
end;

revoke execute on function begin_provider_probe(text, text) from public;
select grant_application('function begin_provider_probe(text, text)', 'execute');
