-- Providers of the installation whose last call failed. They are the same for everybody, and name no workspace.
-- `quiet_seconds`: since the last failed call, or since a film was last allowed to try the provider again.
create or replace function failing_providers()
  returns table (
    kind text,
    provider text,
    failures int,
    failure text,
    failed_at timestamptz,
    quiet_seconds double precision
  )
  language sql volatile security definer set search_path = public, pg_temp
begin atomic
  select
    c.kind,
    c.provider,
    c.failures,
    c.failure,
    c.failed_at,
    extract(epoch from clock_timestamp() - greatest(c.failed_at, c.probed_at))
  from provider_circuits c
  order by c.kind, c.provider;
end;

revoke execute on function failing_providers() from public;
select grant_application('function failing_providers()', 'execute');
