-- Every worker reads the pauses again and looks for steps, whatever changed them.
create or replace function notify_queue_pauses()
  returns trigger
  language plpgsql
as $$
begin
  perform pg_notify('queue_pauses', '');
  perform pg_notify('steps_free', '');
  return null;
end
$$;

create or replace trigger notify_change
  after insert or update or delete on queue_pauses
  for each statement execute function notify_queue_pauses();
