-- Closes the sockets of the reviewers of a workspace when it is deleted. Their sessions stay until it is purged.
create or replace function end_reviews_of_workspace()
  returns trigger
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  perform pg_notify('session_ended', s.id::text)
  from review_sessions s
  where s.workspace_id = new.id
    and s.expires_at > clock_timestamp();
  return null;
end
$$;

create or replace trigger end_reviews
  after update on workspaces
  for each row
  when (old.deleted_at is null and new.deleted_at is not null)
  execute function end_reviews_of_workspace();
