-- The visible workspaces in which the actor has at least the role ADMIN.
create or replace function app_admin_workspace_ids()
  returns uuid[]
  language sql stable
return ('{' || coalesce(current_setting('app.admin_workspace_ids', true), '') || '}')::uuid[];
