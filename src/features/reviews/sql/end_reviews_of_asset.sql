-- Closes the sockets of reviewers when their file is deleted, or when it can no longer be shared. Their sessions stay, because
-- a deleted file can be restored.
create or replace function end_reviews_of_asset()
  returns trigger
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  perform pg_notify('session_ended', s.id::text)
  from review_sessions s
    join share_links l on l.id = s.share_link_id
  where l.asset_id = new.id
    and s.expires_at > clock_timestamp();
  return null;
end
$$;

create or replace trigger end_reviews
  after update on assets
  for each row
  when (old.status = 'READY' and old.access = 'VIEWER' and (new.status <> 'READY' or new.access <> 'VIEWER'))
  execute function end_reviews_of_asset();
