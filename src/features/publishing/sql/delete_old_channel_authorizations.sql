-- Deletes a batch of started connections that nobody completed in time. Returns the number.
create or replace function delete_old_channel_authorizations()
  returns int
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  deleted int;
begin
  delete from channel_authorizations
  where state_hash in (
    select a.state_hash
    from channel_authorizations a
    where a.expires_at < now()
    limit 1000
  );
  get diagnostics deleted = row_count;
  return deleted;
end
$$;

revoke execute on function delete_old_channel_authorizations() from public;
select grant_application('function delete_old_channel_authorizations()', 'execute');
