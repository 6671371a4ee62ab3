-- Whether an administrator can show a file: its kind and type, or why not. A definer, because the file belongs to any
-- workspace. The lock on the consent lets a withdrawal wait for the item, which it then hides.
create or replace function showcase_candidate(wanted_asset uuid)
  returns table (state text, kind text, content_type text)
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  if not app_is_administrator() then
    return;
  end if;
  perform from showcase_consents c where c.asset_id = wanted_asset for share;
  return query
  select
    case
      when f.revoked_at is not null then 'WITHDRAWN'
      when not f.is_available then 'DELETED'
      else 'READY'
    end,
    f.kind,
    f.content_type
  from showcase_files(wanted_asset) f;
end
$$;

revoke execute on function showcase_candidate(uuid) from public;
select grant_application('function showcase_candidate(uuid)', 'execute');
