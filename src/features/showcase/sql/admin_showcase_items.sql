-- Items of the showcase with their state, for administrators. The view reads as the owner, whom row-level security does not
-- restrict, so it checks the caller itself. The barrier runs this check before a caller's functions.
create or replace view admin_showcase_items with (security_barrier) as
select
  i.id,
  i.asset_id,
  i.placement,
  i.category,
  i.title,
  i.position,
  i.captions,
  i.publish_from,
  i.publish_until,
  i.created_at,
  c.given_at as consent_given_at,
  case
    when a.status <> 'READY' or a.access <> 'VIEWER' or w.deleted_at is not null then 'FILM_DELETED'
    when c.revoked_at is not null then 'CONSENT_WITHDRAWN'
    when i.publish_until <= clock_timestamp() then 'EXPIRED'
    when i.publish_from > clock_timestamp() then 'SCHEDULED'
    else 'SHOWN'
  end as state
from showcase_items i
join showcase_consents c on c.asset_id = i.asset_id
join assets a on a.id = i.asset_id
join workspaces w on w.id = c.workspace_id
where (select app_is_administrator());

select grant_application('admin_showcase_items', 'select');
