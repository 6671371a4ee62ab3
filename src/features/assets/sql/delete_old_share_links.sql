-- Deletes a batch of links that expired or were revoked 30 days ago. Returns the number deleted.
create or replace function delete_old_share_links()
  returns int
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  deleted int;
begin
  delete from share_links
  where id = any (array(
    select id
    from share_links
    where least(expires_at, revoked_at) < clock_timestamp() - interval '30 days'
    limit 1000
    for update skip locked
  ));
  get diagnostics deleted = row_count;
  return deleted;
end
$$;

revoke execute on function delete_old_share_links() from public;
select grant_application('function delete_old_share_links()', 'execute');
