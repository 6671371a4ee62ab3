-- Cancels the future slots of a person who is no longer a member, whatever ended the membership: they can no longer see
-- these slots, which would hold their time in all other workspaces.
create or replace function cancel_slots_of_former_member()
  returns trigger
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  update slots
  set
    status = 'CANCELED',
    cancel_reason = 'MEMBER_LEFT',
    version = version + 1,
    updated_at = clock_timestamp(),
    updated_by = null,
    updated_by_role = null,
    updated_as = 'SYSTEM'
  where workspace_id = old.workspace_id
    and (giver_id = old.user_id or taker_id = old.user_id)
    and status in ('AVAILABLE', 'PENDING', 'BOOKED')
    and deleted_at is null
    and ends_at > clock_timestamp();
  return null;
end
$$;

create or replace trigger cancel_slots
  after delete on memberships
  for each row execute function cancel_slots_of_former_member();
