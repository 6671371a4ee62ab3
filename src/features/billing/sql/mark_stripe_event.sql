-- Marks an event of Stripe as applied. A definer, because the table belongs to no workspace.
create or replace function mark_stripe_event(event_id text)
  returns void
  language sql security definer set search_path = public, pg_temp
begin atomic
  update stripe_events
  set applied_at = coalesce(applied_at, now())
  where id = event_id;
end;

revoke execute on function mark_stripe_event(text) from public;
select grant_application('function mark_stripe_event(text)', 'execute');
