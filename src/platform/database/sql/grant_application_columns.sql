-- Restricts the grants on a table to all columns but one: PostgreSQL cannot take one column out of a grant on the table.
create or replace function grant_application_columns(target regclass, hidden text)
  returns void
  language plpgsql
as $$
declare
  columns text := (
    select string_agg(format('%I', attname), ', ' order by attnum)
    from pg_attribute
    where attrelid = target
      and attnum > 0
      and not attisdropped
      and attname <> hidden
  );
begin
  execute format('revoke select on %s from %I', target, current_setting('reelwright.application_role'));
  delete from application_grants
  where application_grants.target = grant_application_columns.target::text
    and privileges like 'select%';
  perform grant_application(target::text, 'insert, update');
  perform grant_application(target::text, format('select (%s)', columns));
end
$$;
