-- People with an account, for administrators. The view reads as the owner, whom row-level security does not restrict, so
-- it checks the caller itself. The barrier runs this check before a caller's functions.
create or replace view admin_users with (security_barrier) as
select
  u.id,
  u.email,
  u.name,
  u.created_at,
  u.email_verified_at,
  exists (select from administrators a where a.user_id = u.id) as administrator,
  s.suspended_at,
  s.reason as suspension_reason,
  (select count(*)::int from memberships m where m.user_id = u.id) as workspaces,
  (select max(x.last_used_at) from sessions x where x.user_id = u.id) as last_active_at
from users u
left join suspensions s on s.user_id = u.id
where u.deleted_at is null
  and (select app_is_administrator());

select grant_application('admin_users', 'select');
