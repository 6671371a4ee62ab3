-- Stores an event of Stripe once, for ever. Returns true for the first delivery. Events that change nothing here are stored
-- as applied. A definer, because the table belongs to no workspace.
create or replace function record_stripe_event(
  event_id text,
  event_type text,
  object_id text,
  api_version text,
  created_seconds double precision,
  is_applied boolean
)
  returns boolean
  language sql security definer set search_path = public, pg_temp
begin atomic
  insert into stripe_events (id, type, object_id, api_version, created_at, applied_at)
  values (event_id, event_type, object_id, api_version, to_timestamp(created_seconds), case when is_applied then now() end)
  on conflict do nothing
  returning true;
end;

revoke execute on function record_stripe_event(text, text, text, text, double precision, boolean) from public;
select grant_application('function record_stripe_event(text, text, text, text, double precision, boolean)', 'execute');
