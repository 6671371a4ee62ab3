-- Marks scheduled films as published once their time has come. Returns the number.
create or replace function publish_due_publications()
  returns int
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  published int;
begin
  update publications
  set
    status = 'PUBLISHED',
    privacy = 'PUBLIC',
    published_at = publish_at
  where status = 'SCHEDULED'
    and publish_at <= now();
  get diagnostics published = row_count;
  return published;
end
$$;

revoke execute on function publish_due_publications() from public;
select grant_application('function publish_due_publications()', 'execute');
