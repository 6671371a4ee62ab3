-- Repeats all recorded grants, for an application role that was configured after the migrations ran.
create or replace function repeat_application_grants()
  returns void
  language sql
as $$
  select grant_application(target, privileges)
  from application_grants
$$;
