-- Workspaces whose plan an operator has set, without the credits of this month (UTC). A definer, because it spans
-- workspaces.
create or replace function due_plan_grants()
  returns table (workspace_id uuid, plan text, credits int, source_key text, expires_at timestamptz)
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select due.*
  from (
    select
      w.workspace_id,
      p.name as plan,
      p.monthly_credits as credits,
      'plan:' || w.workspace_id || ':' || to_char(now() at time zone 'UTC', 'YYYY-MM') as source_key,
      -- A day after the month, as for paid plans.
      (date_trunc('month', now() at time zone 'UTC') + interval '1 month 1 day') at time zone 'UTC' as expires_at
    from workspace_plans w
    join plans p on p.name = w.plan
    join workspaces s on s.id = w.workspace_id
    where w.source = 'OPERATOR'
      and p.monthly_credits > 0
      and s.deleted_at is null
  ) due
  where not exists (
    select
    from credit_movements m
    where m.source_key = due.source_key
  )
  limit 1000;
end;

revoke execute on function due_plan_grants() from public;
select grant_application('function due_plan_grants()', 'execute');
