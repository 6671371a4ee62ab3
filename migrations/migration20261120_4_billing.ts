import { Migration } from '@mikro-orm/migrations';

/** Credits: a double-entry ledger that only grows, and the balances that the database itself keeps from it. */
export class Migration20261120_4_billing extends Migration {
  override up(): void {
    // One end for each reservation, in the same workspace, whoever tries twice. A job may go; what it cost stays written.
    this.addSql(`create table credit_movements (
      id uuid primary key, workspace_id uuid not null references workspaces (id), kind text not null,
      reservation_id uuid, job_id uuid, reason text, created_at timestamptz(3) not null default clock_timestamp(),
      constraint credit_movements_workspace_id unique (workspace_id, id),
      constraint credit_movements_one_end unique (reservation_id),
      foreign key (workspace_id, reservation_id) references credit_movements (workspace_id, id),
      constraint credit_movements_kind_check check (kind in ('GRANT', 'RESERVATION', 'CHARGE', 'RELEASE')),
      constraint credit_movements_end_check check ((reservation_id is not null) = (kind in ('CHARGE', 'RELEASE'))))`);
    this.addSql(`create table credit_entries (
      id uuid primary key, workspace_id uuid not null, movement_id uuid not null, account text not null, amount int not null,
      foreign key (workspace_id, movement_id) references credit_movements (workspace_id, id),
      constraint credit_entries_account unique (movement_id, account),
      constraint credit_entries_account_check check (account in ('ISSUED', 'AVAILABLE', 'RESERVED', 'SPENT')),
      constraint credit_entries_amount_check check (amount <> 0))`);
    this.addSql(`create index credit_entries_newest on credit_entries (workspace_id, id)`);
    // ISSUED is where credits come from and the only account below zero.
    this.addSql(`create table credit_balances (
      workspace_id uuid primary key references workspaces (id),
      issued int not null default 0, available int not null default 0, reserved int not null default 0, spent int not null default 0,
      constraint credit_balances_never_negative check (issued <= 0 and available >= 0 and reserved >= 0 and spent >= 0))`);
    for (const table of ['credit_movements', 'credit_entries', 'credit_balances']) this.addSql(`select protect_tenant_table('${table}')`);
    // A ledger: what was written is never changed, and nobody but the trigger below writes balances.
    this.addSql(`select grant_application('credit_movements', 'select, insert')`);
    this.addSql(`select grant_application('credit_entries', 'select, insert')`);
    this.addSql(`select grant_application('credit_balances', 'select')`);

    // Balances are the sum of the entries, because nothing else writes them. The row comes first: an upsert would check the row
    // that it proposes, which a reservation would put below zero.
    this.addSql(`create function post_credit_entries() returns trigger language plpgsql security definer set search_path = public as $$
      begin
        insert into credit_balances (workspace_id) select distinct workspace_id from written on conflict do nothing;
        update credit_balances b set issued = b.issued + sums.issued, available = b.available + sums.available,
            reserved = b.reserved + sums.reserved, spent = b.spent + sums.spent
          from (select workspace_id, coalesce(sum(amount) filter (where account = 'ISSUED'), 0) as issued,
              coalesce(sum(amount) filter (where account = 'AVAILABLE'), 0) as available,
              coalesce(sum(amount) filter (where account = 'RESERVED'), 0) as reserved,
              coalesce(sum(amount) filter (where account = 'SPENT'), 0) as spent
            from written group by workspace_id) sums
          where b.workspace_id = sums.workspace_id;
        return null;
      end $$`);
    this.addSql(`create trigger post after insert on credit_entries referencing new table as written
      for each statement execute function post_credit_entries()`);

    // At commit, when all entries are there: they sum to zero, lie in the accounts of their kind, and an end takes back the whole of
    // its reservation and nothing beside, so that no charge exceeds what was reserved. (One entry for each account, by its constraint.)
    this.addSql(`create function check_credit_movement() returns trigger language plpgsql security definer set search_path = public as $$
      declare movement credit_movements; total bigint; accounts text[]; moved int; given int; used int; held int;
      begin
        select * into movement from credit_movements where id = (to_jsonb(new)->>tg_argv[0])::uuid;
        select sum(amount), array_agg(account order by account), max(amount) filter (where account = 'RESERVED'),
            max(amount) filter (where account = 'AVAILABLE'), max(amount) filter (where account = 'SPENT')
          into total, accounts, moved, given, used from credit_entries where movement_id = movement.id;
        select amount into held from credit_entries where movement_id = movement.reservation_id and account = 'RESERVED';
        -- In parentheses, or the first "then" would end the condition.
        if total = 0 and (case movement.kind
          when 'GRANT' then accounts = '{AVAILABLE,ISSUED}'
          when 'RESERVATION' then accounts = '{AVAILABLE,RESERVED}' and moved > 0
          when 'RELEASE' then accounts = '{AVAILABLE,RESERVED}' and moved = - held
          when 'CHARGE' then 'ISSUED' <> all (accounts) and moved = - held and used > 0 and coalesce(given, 0) >= 0 end)
        then return null; end if;
        raise exception 'credit movement % does not add up', movement.id using errcode = 'integrity_constraint_violation';
      end $$`);
    for (const [table, key] of [
      ['credit_movements', 'id'],
      ['credit_entries', 'movement_id'],
    ]) {
      this.addSql(`create constraint trigger adds_up after insert on ${table} deferrable initially deferred
        for each row execute function check_credit_movement('${key}')`);
    }

    // The row that orders everything that takes credits of a workspace. A definer, because a lock asks for the right to update.
    this.addSql(`create function lock_credits(wanted_workspace uuid) returns int language sql security definer set search_path = public
      begin atomic;
        select available from credit_balances
          where workspace_id = wanted_workspace and workspace_id = any (app_workspace_ids()) for no key update;
      end`);

    // Jobs of before were free: no reservation, nothing charged.
    this.addSql(`alter table jobs add column credits_reserved int not null default 0, add column credits_charged int not null default 0,
      add column reservation_id uuid`);

    // Workspaces of before begin like new ones.
    this.addSql(`insert into credit_movements (id, workspace_id, kind, reason)
      select uuidv7(), id, 'GRANT', 'Workspace of before there were credits' from workspaces`);
    this.addSql(`insert into credit_entries (id, workspace_id, movement_id, account, amount)
      select uuidv7(), m.workspace_id, m.id, side.account, side.amount
      from credit_movements m cross join (values ('ISSUED', -100), ('AVAILABLE', 100)) as side (account, amount)`);
    // Now, because later migrations of the same transaction may not alter tables that still have something to check.
    this.addSql(`set constraints all immediate`);
  }

  override down(): void {
    this.addSql(`alter table jobs drop column credits_reserved, drop column credits_charged, drop column reservation_id`);
    this.addSql(`drop function lock_credits(uuid)`);
    this.addSql(`drop table credit_balances, credit_entries, credit_movements`);
    this.addSql(`drop function post_credit_entries(), check_credit_movement()`);
    this.addSql(`delete from application_grants where target in ('credit_movements', 'credit_entries', 'credit_balances')`);
  }
}
