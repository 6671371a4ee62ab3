-- Grants to the application's role and records the grant. `migrate` names the role, so the schema contains no role name.
create or replace function grant_application(target text, privileges text)
  returns void
  language plpgsql
as $$
begin
  insert into application_grants values (target, privileges) on conflict do nothing;
  execute format('grant %s on %s to %I', privileges, target, current_setting('reelwright.application_role'));
end
$$;
