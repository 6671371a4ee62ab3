-- What a payment in Stripe was for: the key of the grant, and what was paid, in the smallest unit of the currency. A
-- definer, because a refund or a dispute names no workspace.
create or replace function find_stripe_payment(wanted_payment_intent text)
  returns table (workspace_id uuid, source_key text, amount int)
  language sql stable security definer set search_path = public, pg_temp
begin atomic
  select i.workspace_id, 'invoice:' || i.stripe_id, i.amount_paid
  from invoices i
  where i.payment_intent_ids @> array[wanted_payment_intent]
  union all
  select c.workspace_id, 'session:' || c.session_id, c.amount_total
  from checkouts c
  where c.payment_intent_id = wanted_payment_intent;
end;

revoke execute on function find_stripe_payment(text) from public;
select grant_application('function find_stripe_payment(text)', 'execute');
