import { Migration } from '@mikro-orm/migrations';

/** Tables whose rows go with their workspace, from now on by themselves; those of other migrations do so already. */
const GO_ALONG = ['jobs', 'artifacts', 'assets'];
/** The ledger only grows: like the trail it outlives what it speaks of. Ids and numbers, nothing of people. */
const STAY = ['credit_movements', 'credit_balances'];

/** What is left of a deleted workspace once nobody may restore it: its trail and its ledger. */
export class Migration20261120_18_purge extends Migration {
  override up(): void {
    for (const table of [...GO_ALONG, ...STAY]) this.addSql(`alter table ${table} drop constraint ${table}_workspace_id_fkey`);
    for (const table of GO_ALONG) {
      this.addSql(`alter table ${table} add constraint ${table}_workspace_id_fkey
        foreign key (workspace_id) references workspaces (id) on delete cascade`);
    }

    // An hour later, when whoever began to restore it in time has ended: no transaction lives so long.
    this.addSql(`create or replace function workspaces_to_purge() returns table (workspace_id uuid)
      language sql stable security definer set search_path = public
      begin atomic; select id from workspaces where restorable_until <= clock_timestamp() - interval '1 hour'; end`);
    // A batch a call, what there may be much of first; the workspace itself comes last and takes the rest along. 0 when all is gone.
    this.addSql(`create function purge_workspace(wanted_workspace uuid) returns int
      language plpgsql security definer set search_path = public as $$
      declare gone int;
      begin
        if not exists (select from workspaces_to_purge() p where p.workspace_id = wanted_workspace) then return 0; end if;
        delete from jobs where id = any (array(select id from jobs where workspace_id = wanted_workspace limit 50));
        get diagnostics gone = row_count;
        if gone > 0 then return gone; end if;
        delete from assets where id = any (array(select id from assets where workspace_id = wanted_workspace limit 5000));
        get diagnostics gone = row_count;
        if gone > 0 then return gone; end if;
        delete from artifacts where id = any (array(select id from artifacts where workspace_id = wanted_workspace limit 5000));
        get diagnostics gone = row_count;
        if gone > 0 then return gone; end if;
        delete from workspace_events where (workspace_id, xact, id) in (
          select e.workspace_id, e.xact, e.id from workspace_events e where e.workspace_id = wanted_workspace limit 10000);
        get diagnostics gone = row_count;
        if gone > 0 then return gone; end if;
        delete from workspaces where id = wanted_workspace;
        get diagnostics gone = row_count;
        return gone;
      end $$`);
    this.addSql(`revoke execute on function purge_workspace(uuid) from public`);
    this.addSql(`select grant_application('function purge_workspace(uuid)', 'execute')`);
  }

  override down(): void {
    this.addSql(`drop function purge_workspace(uuid)`);
    this.addSql(`delete from application_grants where target = 'function purge_workspace(uuid)'`);
    this.addSql(`create or replace function workspaces_to_purge() returns table (workspace_id uuid)
      language sql stable security definer set search_path = public
      begin atomic; select id from workspaces where restorable_until <= clock_timestamp(); end`);
    for (const table of GO_ALONG) this.addSql(`alter table ${table} drop constraint ${table}_workspace_id_fkey`);
    // The ledgers of workspaces that are gone refer to nothing: only what is written from now on is checked.
    for (const table of STAY) {
      this.addSql(
        `alter table ${table} add constraint ${table}_workspace_id_fkey foreign key (workspace_id) references workspaces (id) not valid`,
      );
    }
    for (const table of GO_ALONG) {
      this.addSql(`alter table ${table} add constraint ${table}_workspace_id_fkey foreign key (workspace_id) references workspaces (id)`);
    }
  }
}
