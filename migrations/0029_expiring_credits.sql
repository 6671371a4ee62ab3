-- migrate:up
-- Credits can expire, and be taken back for a refunded or disputed payment.
alter table credit_movements
  -- The object for which credits moved, such as `invoice:in_…`: it moves them once, however often it is reported.
  add column source_key text,
  -- When the unused rest of a grant expires.
  add column expires_at timestamptz(3),
  -- The grant that expired, that was taken back, or that is given back.
  add column origin_id uuid,
  add constraint credit_movements_source_key unique (source_key),
  add foreign key (workspace_id, origin_id) references credit_movements (workspace_id, id),
  drop constraint credit_movements_kind_check,
  add constraint credit_movements_kind_check check (kind in ('GRANT', 'RESERVATION', 'CHARGE', 'RELEASE', 'EXPIRY', 'REVOCATION', 'SETTLEMENT')),
  add constraint credit_movements_origin_check check (kind not in ('EXPIRY', 'REVOCATION') or origin_id is not null),
  add constraint credit_movements_expires_check check (expires_at is null or kind = 'GRANT');
create index credit_movements_of_origin on credit_movements (origin_id) where origin_id is not null;

-- OWED: what was taken back after it had been spent. The next grants settle it, and credits that would expire.
alter table credit_entries
  drop constraint credit_entries_account_check,
  add constraint credit_entries_account_check check (account in ('ISSUED', 'AVAILABLE', 'RESERVED', 'SPENT', 'OWED'));
alter table credit_balances
  add column owed int not null default 0,
  drop constraint credit_balances_never_negative,
  add constraint credit_balances_never_negative
    check (issued <= 0 and available >= 0 and reserved >= 0 and spent >= 0 and owed <= 0);

-- What is left of grants that expire, written only by the trigger `post`. Spending takes from the one that expires first.
create table credit_lots (
  movement_id uuid primary key references credit_movements (id),
  workspace_id uuid not null,
  remaining int not null,
  expires_at timestamptz(3) not null,
  constraint credit_lots_remaining_check check (remaining >= 0)
);
create index credit_lots_left on credit_lots (workspace_id, expires_at) where remaining > 0;
create index credit_lots_due on credit_lots (expires_at) where remaining > 0;
select protect_table('credit_lots', 'false');

-- Returns more than the available credits now.
drop function if exists lock_credits(uuid);
delete from application_grants where target = 'function lock_credits(uuid)';

-- migrate:down
drop table credit_lots;
alter table credit_balances
  drop constraint credit_balances_never_negative,
  add constraint credit_balances_never_negative check (issued <= 0 and available >= 0 and reserved >= 0 and spent >= 0),
  drop column owed;
alter table credit_entries
  drop constraint credit_entries_account_check,
  add constraint credit_entries_account_check check (account in ('ISSUED', 'AVAILABLE', 'RESERVED', 'SPENT'));
alter table credit_movements
  drop constraint credit_movements_kind_check,
  add constraint credit_movements_kind_check check (kind in ('GRANT', 'RESERVATION', 'CHARGE', 'RELEASE')),
  drop column source_key,
  drop column expires_at,
  drop column origin_id;
