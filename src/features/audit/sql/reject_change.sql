-- Makes the audit log append-only for the table owner too; grants restrict only the application.
create or replace function reject_change()
  returns trigger
  language plpgsql
as $$
begin
  raise exception 'the audit log is append-only';
end
$$;

create or replace trigger append_only
  before update or delete or truncate on audit_events
  for each statement execute function reject_change();
