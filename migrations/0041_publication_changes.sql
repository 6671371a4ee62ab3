-- migrate:up
-- When views and likes are read again; null before the first time.
alter table publications add column statistics_due_at timestamptz(3);

alter table workspace_events
  drop constraint workspace_events_type_check,
  add constraint workspace_events_type_check check (
    type in ('JOB', 'ASSET', 'PROJECT', 'BATCH', 'CREDITS', 'SPEND', 'MEMBER', 'CHANNEL', 'PUBLICATION', 'SLOT')
  );
alter table webhook_deliveries
  drop constraint webhook_deliveries_type_check,
  add constraint webhook_deliveries_type_check check (
    type in (
      'JOB_STATUS', 'JOB_STEP', 'JOB_PROGRESS', 'JOB_LOG',
      'ASSET', 'PROJECT', 'BATCH', 'CREDITS', 'SPEND', 'MEMBER', 'CHANNEL', 'PUBLICATION', 'SLOT',
      'TEST'
    )
  );

-- migrate:down
drop function if exists due_statistics(int);
delete from application_grants where target = 'function due_statistics(int)';
alter table publications drop column statistics_due_at;
delete from workspace_events where type = 'PUBLICATION';
delete from webhook_deliveries where type = 'PUBLICATION';
alter table workspace_events
  drop constraint workspace_events_type_check,
  add constraint workspace_events_type_check check (
    type in ('JOB', 'ASSET', 'PROJECT', 'BATCH', 'CREDITS', 'SPEND', 'MEMBER', 'CHANNEL', 'SLOT')
  );
alter table webhook_deliveries
  drop constraint webhook_deliveries_type_check,
  add constraint webhook_deliveries_type_check check (
    type in (
      'JOB_STATUS', 'JOB_STEP', 'JOB_PROGRESS', 'JOB_LOG',
      'ASSET', 'PROJECT', 'BATCH', 'CREDITS', 'SPEND', 'MEMBER', 'CHANNEL', 'SLOT',
      'TEST'
    )
  );
