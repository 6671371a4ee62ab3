-- Open sockets of the user revalidate their permissions, whatever changed the membership.
create or replace function notify_member_change()
  returns trigger
  language plpgsql
as $$
begin
  perform pg_notify('member_changed', coalesce(new.user_id, old.user_id)::text);
  return null;
end
$$;

create or replace trigger notify_change
  after insert or update or delete on memberships
  for each row execute function notify_member_change();
