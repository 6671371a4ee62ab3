-- Webhooks of all workspaces with a secret that another key than the current one encrypted.
create or replace function webhooks_to_reencrypt(key_prefix text)
  returns table (workspace_id uuid, webhook_id uuid)
  language sql stable security definer set search_path = public
begin atomic
  select w.workspace_id, w.id
  from webhooks w
  where not starts_with(w.secret, key_prefix)
    or not starts_with(w.previous_secret, key_prefix);
end;
