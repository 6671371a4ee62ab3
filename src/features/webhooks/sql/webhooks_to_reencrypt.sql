-- Webhooks of all workspaces with a secret that another key than the current one encrypted; without a webhook's id,
-- workspaces whose callbacks have such a secret.
create or replace function webhooks_to_reencrypt(key_prefix text)
  returns table (workspace_id uuid, webhook_id uuid)
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select w.workspace_id, w.id
  from webhooks w
  where not starts_with(w.secret, key_prefix)
    or exists (
      select
      from jsonb_array_elements(w.previous_secrets) as one
      where not starts_with(one ->> 'secret', key_prefix)
    )
  union all
  select s.workspace_id, null
  from callback_secrets s
  where not starts_with(s.secret, key_prefix)
    or exists (
      select
      from jsonb_array_elements(s.previous_secrets) as one
      where not starts_with(one ->> 'secret', key_prefix)
    );
end;

revoke execute on function webhooks_to_reencrypt(text) from public;
select grant_application('function webhooks_to_reencrypt(text)', 'execute');
