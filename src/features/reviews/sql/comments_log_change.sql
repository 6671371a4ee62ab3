-- A comment is part of the review of its asset: every change of one is an update of the review, whose subject is the asset.
-- A function of its own, because log_change would call the first comment the creation of the asset.
create or replace function comments_log_change()
  returns trigger
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  comment comments := coalesce(new, old);
begin
  perform append_workspace_event(comment.workspace_id, 'REVIEW', 'UPDATED', comment.asset_id, false);
  return null;
end
$$;

create or replace trigger log_change
  after insert or delete or update on comments
  for each row execute function comments_log_change();
