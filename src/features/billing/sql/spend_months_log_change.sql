-- Only what people wait for: spending came near to the limit, or reached it.
create or replace trigger log_change
  after update on spend_months
  for each row
  when (
    (new.near_at is not null and old.near_at is null)
    or (new.reached_at is not null and old.reached_at is null)
  )
  execute function log_change('SPEND', 'workspace_id');
