-- migrate:up
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
