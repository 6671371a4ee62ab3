-- migrate:up
alter table api_quotas
  -- What the ledger had counted when the vendor reported the quota as used up; null on other days.
  add column counted int,
  -- When the day, which is over, was compared with the answers of the vendor.
  add column reconciled_at timestamptz(3);
create index api_quotas_open on api_quotas (day) where reconciled_at is null;
create index "publications_upload_started" on "publications" ("upload_started_at") where upload_started_at is not null;

-- migrate:down
drop function if exists reconcile_api_quotas();
delete from application_grants where target = 'function reconcile_api_quotas()';
drop index "publications_upload_started";
drop index api_quotas_open;
alter table api_quotas
  drop column counted,
  drop column reconciled_at;
