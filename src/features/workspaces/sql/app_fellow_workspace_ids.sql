-- The workspaces whose members the actor may see: those of the scope, and all of the actor's where it is narrowed to one,
-- so that people who have left that one for another are still shown.
create or replace function app_fellow_workspace_ids()
  returns uuid[]
  language sql stable
return case when current_setting('app.is_narrowed', true) = 'true' then app_own_workspace_ids() else app_workspace_ids() end;
