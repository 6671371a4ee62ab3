-- Ends the sessions of reviewers and closes their sockets when their share link is revoked, or when its reviews are switched
-- off. In the database, so that no way to end a link forgets them. The sessions are deleted, so that switching the reviews on
-- again does not admit their holders.
create or replace function end_reviews_of_link()
  returns trigger
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  perform pg_notify('session_ended', s.id::text)
  from review_sessions s
  where s.share_link_id = new.id
    and s.expires_at > clock_timestamp();
  delete from review_sessions where share_link_id = new.id;
  return null;
end
$$;

create or replace trigger end_reviews
  after update on share_links
  for each row
  when (new.revoked_at is not null and old.revoked_at is null or old.review_enabled and not new.review_enabled)
  execute function end_reviews_of_link();
