-- Closes the set-up with the first administrator, appointed by `initializeSystem` or by `npm run admin`.
create or replace function mark_initialized()
  returns trigger
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  update installation
  set initialized_at = coalesce(initialized_at, clock_timestamp());
  delete from setup_tokens;
  return null;
end
$$;

create or replace trigger mark_initialized
  after insert on administrators
  for each statement execute function mark_initialized();
