-- migrate:up
-- A scope may be narrowed to one workspace, and members are still seen as before.
\include features/workspaces/sql/app_own_workspace_ids.sql
\include features/workspaces/sql/app_fellow_workspace_ids.sql
drop policy visible on memberships;
create policy visible on memberships using (workspace_id = any ((select app_fellow_workspace_ids())::uuid[]));

-- migrate:down
drop policy visible on memberships;
create policy visible on memberships using (workspace_id = any ((select app_workspace_ids())::uuid[]));
drop function app_fellow_workspace_ids();
drop function app_own_workspace_ids();
