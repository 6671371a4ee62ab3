-- Fails a batch of expired deliveries and deletes a batch of old ones. Skips locked rows: other workers do the same,
-- and a delivery may be in progress.
create or replace function delete_old_webhook_deliveries(keep interval)
  returns void
  language sql security definer set search_path = public, pg_temp
begin atomic
  update webhook_deliveries
  set
    status = 'FAILED',
    error = coalesce(error, 'Those before it could not be delivered in time.')
  where id in (
    select id
    from webhook_deliveries
    where status = 'PENDING'
      and expires_at <= clock_timestamp()
    limit 10000
    for update skip locked
  );
  delete from webhook_deliveries
  where id in (
    select id
    from webhook_deliveries
    where created_at < clock_timestamp() - keep
      and status <> 'PENDING'
    limit 10000
    for update skip locked
  );
end;

revoke execute on function delete_old_webhook_deliveries(interval) from public;
select grant_application('function delete_old_webhook_deliveries(interval)', 'execute');
