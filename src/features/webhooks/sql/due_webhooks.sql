-- Webhooks of all workspaces with deliveries to send. A definer, because no member sees all workspaces; it returns ids.
create or replace function due_webhooks(only_workspace uuid)
  returns table (workspace_id uuid, webhook_id uuid)
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select w.workspace_id, w.id
  from webhooks w
  where (only_workspace is null or w.workspace_id = only_workspace)
    and w.enabled
    and (w.retry_at is null or w.retry_at <= clock_timestamp())
    and (w.leased_until is null or w.leased_until <= clock_timestamp())
    and exists (
      select
      from webhook_deliveries d
      where d.webhook_id = w.id
        and d.status = 'PENDING'
        and d.expires_at > clock_timestamp()
    );
end;

revoke execute on function due_webhooks(uuid) from public;
select grant_application('function due_webhooks(uuid)', 'execute');
