-- migrate:up
-- What plans allow and grant. Prices are settings of the environment.
alter table plans
  add column members int not null default 500,
  add column batch_rows int not null default 10000,
  -- The highest resolution of films, by its short side in pixels.
  add column max_short_side int not null default 2160,
  -- Granted for each paid month; the unused rest expires.
  add column monthly_credits int not null default 0,
  add column trial_days int not null default 0,
  add column trial_credits int not null default 0,
  -- Order in lists of plans.
  add column position int not null default 0,
  add constraint plans_members_check check (members > 0),
  add constraint plans_batch_rows_check check (batch_rows > 0),
  add constraint plans_max_short_side_check check (max_short_side > 0),
  add constraint plans_monthly_credits_check check (monthly_credits >= 0 and monthly_credits <= 1000000),
  add constraint plans_trial_days_check check (trial_days >= 0 and trial_days <= 730),
  add constraint plans_trial_credits_check check (trial_credits >= 0 and trial_credits <= 1000000);
insert into plans (name, concurrent_steps, weight, storage_bytes, monthly_credits, trial_days, trial_credits, position)
values
  ('creator', 48, 2, 214748364800, 1000, 14, 50, 1),
  ('studio', 96, 4, 1099511627776, 5000, 0, 0, 2)
-- An operator may have inserted plans of these names.
on conflict (name) do nothing;

-- It returns the new limits too.
drop function if exists workspace_limits(uuid);
delete from application_grants where target = 'function workspace_limits(uuid)';

-- Plans are offered to everybody.
drop policy visible on plans;
create policy visible on plans using (true);
select grant_application('plans', 'select');

-- STRIPE: set and removed with the subscription. OPERATOR: set by an operator, and left alone by subscriptions.
alter table workspace_plans
  add column source text not null default 'OPERATOR',
  add constraint workspace_plans_source_check check (source in ('STRIPE', 'OPERATOR'));

select grant_application('workspace_plans', 'select, insert, update, delete');

-- Order of reads of Stripe's objects: a row keeps the number of the read that it was written from, and ignores earlier ones.
create sequence stripe_reads;
select grant_application('sequence stripe_reads', 'usage');

create table stripe_customers (
  customer_id text primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  -- When the customer was deleted in Stripe. The next checkout creates another one; events of this one still arrive.
  deleted_at timestamptz(3),
  created_at timestamptz(3) not null default now()
);
create index stripe_customers_of_workspace on stripe_customers (workspace_id);
create unique index stripe_customers_one_current on stripe_customers (workspace_id) where deleted_at is null;
select protect_tenant_table('stripe_customers');
select grant_application('stripe_customers', 'select, insert, update');

-- What a member wanted to buy: a plan or a pack of credits.
create table checkouts (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  plan text references plans (name),
  -- Credits of a pack.
  credits int,
  price_id text not null,
  trial_days int not null default 0,
  success_url text not null,
  cancel_url text not null,
  status text not null default 'OPEN',
  session_id text,
  url text,
  payment_intent_id text,
  -- What was paid, in the smallest unit of the currency.
  amount_total int,
  currency text,
  read_number bigint not null default 0,
  -- Of opening the session: part of the idempotency keys, because Stripe keeps its answer to a key even when it is a 500.
  attempt int not null default 0,
  created_at timestamptz(3) not null default now(),
  created_by uuid references users (id),
  created_by_role text check (created_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  updated_at timestamptz(3),
  updated_by uuid,
  updated_by_role text check (updated_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  constraint checkouts_session_id unique (session_id),
  constraint checkouts_payment_intent_id unique (payment_intent_id),
  constraint checkouts_status_check check (status in ('OPEN', 'COMPLETED', 'EXPIRED', 'REPLACED')),
  constraint checkouts_subject_check check ((plan is null) <> (credits is null)),
  constraint checkouts_credits_check check (credits > 0)
);
-- Two open checkouts of plans would make two subscriptions.
create unique index checkouts_one_open_plan on checkouts (workspace_id) where plan is not null and status = 'OPEN';
select protect_tenant_table('checkouts');
select grant_application('checkouts', 'select, insert, update');

create table subscriptions (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  stripe_id text not null,
  -- Null for a price that no plan has.
  plan text references plans (name),
  status text not null,
  current_period_end timestamptz(3),
  cancel_at_period_end boolean not null,
  trial_ends_at timestamptz(3),
  -- When it began, by Stripe.
  started_at timestamptz(3) not null,
  read_number bigint not null,
  created_at timestamptz(3) not null default now(),
  constraint subscriptions_stripe_id unique (stripe_id),
  constraint subscriptions_status_check
    check (status in ('INCOMPLETE', 'INCOMPLETE_EXPIRED', 'TRIALING', 'ACTIVE', 'PAST_DUE', 'UNPAID', 'PAUSED', 'CANCELED'))
);
create index subscriptions_of_workspace on subscriptions (workspace_id, started_at);
select protect_tenant_table('subscriptions');
select grant_application('subscriptions', 'select, insert, update');

create table invoices (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  stripe_id text not null,
  number text,
  status text not null,
  -- In the smallest unit of the currency.
  amount_due int not null,
  amount_paid int not null,
  currency text not null,
  payment_intent_id text,
  -- Granted when it was paid.
  credits int not null default 0,
  url text,
  -- When it was issued, by Stripe.
  issued_at timestamptz(3) not null,
  read_number bigint not null,
  created_at timestamptz(3) not null default now(),
  constraint invoices_stripe_id unique (stripe_id),
  constraint invoices_payment_intent_id unique (payment_intent_id),
  constraint invoices_status_check check (status in ('OPEN', 'PAID', 'VOID', 'UNCOLLECTIBLE'))
);
create index invoices_of_workspace on invoices (workspace_id, issued_at);
select protect_tenant_table('invoices');
select grant_application('invoices', 'select, insert, update');

-- Every event that Stripe sent, for ever: a signature proves who sent an event, and its id that it is new.
create table stripe_events (
  id text primary key,
  type text not null,
  object_id text not null,
  api_version text,
  created_at timestamptz(3) not null,
  received_at timestamptz(3) not null default now(),
  -- To the queue.
  sent_at timestamptz(3) not null default now(),
  applied_at timestamptz(3)
);
create index stripe_events_open on stripe_events (sent_at) where applied_at is null;
select protect_table('stripe_events', 'false');

-- migrate:down
drop table stripe_events, invoices, subscriptions, checkouts, stripe_customers;
drop sequence stripe_reads;
delete from application_grants
where target in ('plans', 'workspace_plans', 'stripe_customers', 'checkouts', 'subscriptions', 'invoices', 'sequence stripe_reads');
delete from workspace_plans where source = 'STRIPE';
alter table workspace_plans
  drop column source;
-- Only what the migration inserted and nobody changed or uses.
delete from plans p
where (p.name, p.concurrent_steps, p.weight, p.storage_bytes, p.monthly_credits, p.position) in (
    ('creator', 48, 2, 214748364800, 1000, 1),
    ('studio', 96, 4, 1099511627776, 5000, 2)
  )
  and not exists (
    select
    from workspace_plans w
    where w.plan = p.name
  );
drop policy visible on plans;
create policy visible on plans using (false);
alter table plans
  drop column members,
  drop column batch_rows,
  drop column max_short_side,
  drop column monthly_credits,
  drop column trial_days,
  drop column trial_credits,
  drop column position;
