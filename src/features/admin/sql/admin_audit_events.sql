-- The audit log of the installation, for administrators. The values of changes in workspaces are content and are hidden.
-- It checks the caller as `admin_users` does.
create or replace view admin_audit_events with (security_barrier) as
select
  e.id,
  e.workspace_id,
  e.at,
  e.actor_kind,
  e.user_id,
  e.key_id,
  e.role,
  e.address,
  e.user_agent,
  e.request_id,
  e.action,
  e.subject_id,
  case when e.workspace_id is null then e.before end as before,
  case when e.workspace_id is null then e.after end as after
from audit_events e
where (select app_is_administrator());

select grant_application('admin_audit_events', 'select');
