-- migrate:up
-- What a workspace may use of the workers and of the object store.
create table plans (
  name text primary key,
  concurrent_steps int not null,
  -- Share of the workers relative to other workspaces.
  weight int not null,
  -- 50 GiB.
  storage_bytes bigint not null default 53687091200,
  constraint plans_concurrent_steps_check check (concurrent_steps > 0),
  constraint plans_weight_check check (weight > 0),
  constraint plans_storage_bytes_check check (storage_bytes >= 0)
);
insert into plans (name, concurrent_steps, weight) values ('standard', 32, 1);
select protect_table('plans', 'false');

-- A workspace without a row has the plan `standard`.
create table workspace_plans (
  workspace_id uuid primary key references workspaces (id) on delete cascade,
  plan text not null references plans (name)
);
select protect_tenant_table('workspace_plans');

-- A double-entry ledger of credits, append-only. It outlives workspaces and jobs, hence no foreign keys to them.
-- A reservation is charged or released once, in the same workspace.
create table credit_movements (
  id uuid primary key,
  workspace_id uuid not null,
  kind text not null,
  reservation_id uuid,
  job_id uuid,
  reason text,
  created_at timestamptz(3) not null default clock_timestamp(),
  constraint credit_movements_workspace_id unique (workspace_id, id),
  constraint credit_movements_settled_once unique (reservation_id),
  foreign key (workspace_id, reservation_id) references credit_movements (workspace_id, id),
  constraint credit_movements_kind_check check (kind in ('GRANT', 'RESERVATION', 'CHARGE', 'RELEASE')),
  constraint credit_movements_settlement_check check ((reservation_id is not null) = (kind in ('CHARGE', 'RELEASE')))
);
select protect_tenant_table('credit_movements');
select grant_application('credit_movements', 'select, insert');

create table credit_entries (
  id uuid primary key,
  workspace_id uuid not null,
  movement_id uuid not null,
  account text not null,
  amount int not null,
  foreign key (workspace_id, movement_id) references credit_movements (workspace_id, id),
  constraint credit_entries_account unique (movement_id, account),
  constraint credit_entries_account_check check (account in ('ISSUED', 'AVAILABLE', 'RESERVED', 'SPENT')),
  constraint credit_entries_amount_check check (amount <> 0)
);
create index credit_entries_newest on credit_entries (workspace_id, id);
select protect_tenant_table('credit_entries');
select grant_application('credit_entries', 'select, insert');

-- The sums of the entries, written only by the trigger `post`. ISSUED is the source of credits, so it is negative.
create table credit_balances (
  workspace_id uuid primary key,
  issued int not null default 0,
  available int not null default 0,
  reserved int not null default 0,
  spent int not null default 0,
  constraint credit_balances_never_negative check (issued <= 0 and available >= 0 and reserved >= 0 and spent >= 0)
);
select protect_tenant_table('credit_balances');
select grant_application('credit_balances', 'select');

-- migrate:down
drop table credit_balances, credit_entries, credit_movements, workspace_plans, plans;
delete from application_grants
where target in ('credit_balances', 'credit_entries', 'credit_movements');
