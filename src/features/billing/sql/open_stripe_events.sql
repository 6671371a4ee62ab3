-- Events of Stripe that have not been applied for this long since they were sent to the queue, those that wait longest first:
-- their message was lost, or used up its retries. Marks them as sent. A definer, because the table belongs to no workspace.
create or replace function open_stripe_events(older_seconds double precision)
  returns table (id text, type text, object_id text)
  language sql security definer set search_path = public, pg_temp
begin atomic
  update stripe_events e
  set sent_at = now()
  from (
    select o.id
    from stripe_events o
    where o.applied_at is null
      and o.sent_at < now() - make_interval(secs => older_seconds)
    order by o.sent_at
    limit 1000
    for update skip locked
  ) due
  where e.id = due.id
  returning e.id, e.type, e.object_id;
end;

revoke execute on function open_stripe_events(double precision) from public;
select grant_application('function open_stripe_events(double precision)', 'execute');
