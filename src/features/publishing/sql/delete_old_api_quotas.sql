-- Deletes a batch of ledgers of days that are more than a year ago. Returns the number.
create or replace function delete_old_api_quotas()
  returns int
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  deleted int;
begin
  delete from api_quotas
  where (account, quota, day) in (
    select q.account, q.quota, q.day
    from api_quotas q
    where q.day < current_date - 400
    limit 1000
  );
  get diagnostics deleted = row_count;
  return deleted;
end
$$;

revoke execute on function delete_old_api_quotas() from public;
select grant_application('function delete_old_api_quotas()', 'execute');
