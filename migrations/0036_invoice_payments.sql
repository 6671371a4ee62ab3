-- migrate:up
-- Its body names the column; its file creates it again.
drop function if exists find_stripe_payment(text);
delete from application_grants where target = 'function find_stripe_payment(text)';

-- Stripe accepts several payments for one invoice; refunds and disputes name one of them.
alter table invoices add column payment_intent_ids text[] not null default '{}';
update invoices set payment_intent_ids = array[payment_intent_id] where payment_intent_id is not null;
alter table invoices drop column payment_intent_id;
create index invoices_payment_intent_ids on invoices using gin (payment_intent_ids);

-- migrate:down
drop function if exists find_stripe_payment(text);
alter table invoices add column payment_intent_id text;
update invoices set payment_intent_id = payment_intent_ids[1];
alter table invoices
  drop column payment_intent_ids,
  add constraint invoices_payment_intent_id unique (payment_intent_id);
