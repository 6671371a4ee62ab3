-- Turns on forced row-level security. The owner gets a policy of its own: forced security binds it too, and
-- security-definer functions run as the owner.
create or replace function protect_table(target regclass, visible text)
  returns void
  language plpgsql
as $$
begin
  execute format('alter table %s enable row level security, force row level security', target);
  execute format('create policy visible on %s using (%s)', target, visible);
  execute format('create policy owner on %s to current_user using (true)', target);
end
$$;
