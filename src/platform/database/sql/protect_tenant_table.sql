-- Row-level security by the column `workspace_id`. The sub-select makes PostgreSQL evaluate the setting once a query.
create or replace function protect_tenant_table(target regclass)
  returns void
  language sql
as $$
  select protect_table(target, 'workspace_id = any ((select app_workspace_ids())::uuid[])')
$$;
