-- The workspace that is this customer in Stripe. A definer, because an event of Stripe names no workspace.
create or replace function find_stripe_customer(wanted_customer text)
  returns uuid
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select workspace_id
  from stripe_customers
  where customer_id = wanted_customer;
end;

revoke execute on function find_stripe_customer(text) from public;
select grant_application('function find_stripe_customer(text)', 'execute');
