-- The workspaces whose rows the transaction may see. Set by the application at its start.
create or replace function app_workspace_ids()
  returns uuid[]
  language sql stable
return ('{' || coalesce(current_setting('app.workspace_ids', true), '') || '}')::uuid[];
