-- Events of Stripe that have not been applied for this long: their message was lost, or used up its retries. A definer,
-- because the table belongs to no workspace.
create or replace function open_stripe_events(older_seconds double precision)
  returns table (id text, type text, object_id text)
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select e.id, e.type, e.object_id
  from stripe_events e
  where e.applied_at is null
    and e.received_at < now() - make_interval(secs => older_seconds)
  order by e.received_at
  limit 1000;
end;

revoke execute on function open_stripe_events(double precision) from public;
select grant_application('function open_stripe_events(double precision)', 'execute');
