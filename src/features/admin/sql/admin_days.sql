-- Figures of the installation by day, oldest first, for administrators; empty for everybody else.
create or replace function admin_days(first_day date, last_day date)
  returns setof installation_days
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select *
  from installation_days
  where day between first_day and last_day
    and app_is_administrator()
  order by day;
end;

revoke execute on function admin_days(date, date) from public;
select grant_application('function admin_days(date, date)', 'execute');
