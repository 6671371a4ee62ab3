-- Grants the credits once, to the first workspace of the current user if they still own it. A definer, because a user
-- without a session (verifying an address) sees no workspace.
create or replace function grant_signup_credits(credits int)
  returns void
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  workspace uuid;
  movement uuid := uuidv7();
begin
  update workspaces w
  set signup_credits_for = null
  where w.signup_credits_for = app_user_id()
    and w.deleted_at is null
    and exists (
      select
      from memberships m
      where m.workspace_id = w.id
        and m.user_id = app_user_id()
        and m.role = 'OWNER'
    )
  returning w.id into workspace;
  if workspace is null or credits <= 0 then
    return;
  end if;
  insert into credit_movements (id, workspace_id, kind, reason)
  values (movement, workspace, 'GRANT', 'Sign-up');
  insert into credit_entries (id, workspace_id, movement_id, account, amount)
  values
    (uuidv7(), workspace, movement, 'ISSUED', -credits),
    (uuidv7(), workspace, movement, 'AVAILABLE', credits);
end
$$;

revoke execute on function grant_signup_credits(int) from public;
select grant_application('function grant_signup_credits(int)', 'execute');
