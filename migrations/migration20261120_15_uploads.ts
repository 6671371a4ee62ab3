import { Migration } from '@mikro-orm/migrations';

const FUNCTIONS = ['storage_of(uuid)', 'expire_uploads()', 'delete_old_uploads()'];

/** Files on their way from clients to the store, and how much of the store each workspace may have. */
export class Migration20261120_15_uploads extends Migration {
  override up(): void {
    this.addSql(`alter table assets add constraint assets_workspace_id_id unique (workspace_id, id)`);
    // An upload is the beginning of an asset and has its id. What was announced stands in the asset.
    this.addSql(`create table upload_sessions (
      id uuid primary key, workspace_id uuid not null, status text not null default 'OPEN', part_size bigint not null, store_id text,
      expires_at timestamptz(3) not null default clock_timestamp() + interval '20 hours', ended_at timestamptz(3),
      foreign key (workspace_id, id) references assets (workspace_id, id) on delete cascade,
      constraint upload_sessions_status_check check (status in ('OPEN', 'COMPLETED', 'ABORTED', 'EXPIRED')))`);
    this.addSql(`create index "upload_sessions_open" on "upload_sessions" ("expires_at") where status = 'OPEN'`);
    this.addSql(`create index "upload_sessions_ended" on "upload_sessions" ("ended_at") where status <> 'OPEN'`);
    this.addSql(`select protect_tenant_table('upload_sessions')`);
    this.addSql(`select grant_application('upload_sessions', 'select, insert, update')`);

    // Bytes, kept by the trigger below: whoever adds an asset waits for the row, so that the sums are exact for who comes at the same time.
    this.addSql(`alter table plans add column storage_bytes bigint not null default 53687091200,
      add constraint plans_storage_bytes_check check (storage_bytes >= 0)`);
    this.addSql(`create table workspace_storage (
      workspace_id uuid primary key references workspaces (id) on delete cascade, used bigint not null default 0, reserved bigint not null default 0,
      constraint workspace_storage_check check (used >= 0 and reserved >= 0))`);
    this.addSql(`select protect_tenant_table('workspace_storage')`);
    // What is deleted softly lies in the store until it is purged; what was rejected does not.
    this
      .addSql(`create function bytes_used(status text, byte_size bigint, derived_bytes bigint) returns bigint language sql immutable parallel safe
      return case when status in ('PROCESSING', 'READY', 'DELETED') then byte_size + derived_bytes else 0 end`);
    this.addSql(`create function count_storage() returns trigger language plpgsql security definer set search_path = public as $$
      declare workspace uuid := coalesce(new.workspace_id, old.workspace_id); more_used bigint; more_reserved bigint;
      begin
        more_used := coalesce(bytes_used(new.status, new.byte_size, new.derived_bytes), 0)
          - coalesce(bytes_used(old.status, old.byte_size, old.derived_bytes), 0);
        more_reserved := (case when new.status = 'PENDING' then new.byte_size else 0 end) - (case when old.status = 'PENDING' then old.byte_size else 0 end);
        if more_used = 0 and more_reserved = 0 then return null; end if;
        if tg_op = 'INSERT' then insert into workspace_storage (workspace_id) values (workspace) on conflict do nothing; end if;
        update workspace_storage set used = used + more_used, reserved = reserved + more_reserved where workspace_id = workspace;
        return null;
      end $$`);
    this.addSql(`insert into workspace_storage (workspace_id, used, reserved)
      select workspace_id, sum(bytes_used(status, byte_size, derived_bytes)), coalesce(sum(byte_size) filter (where status = 'PENDING'), 0)
      from assets group by workspace_id`);
    this.addSql(`create trigger count_storage after insert or delete or update of status, byte_size, derived_bytes on assets
      for each row execute function count_storage()`);

    // As workspace_limits: the plan of a workspace is told to its members.
    this.addSql(`create function storage_of(wanted_workspace uuid) returns table (used bigint, reserved bigint, quota bigint)
      language sql stable security definer set search_path = public
      begin atomic
        select coalesce(u.used, 0), coalesce(u.reserved, 0), p.storage_bytes
        from workspaces s left join workspace_plans w on w.workspace_id = s.id join plans p on p.name = coalesce(w.plan, 'standard')
          left join workspace_storage u on u.workspace_id = s.id
        where s.id = wanted_workspace and s.id = any (app_workspace_ids());
      end`);

    // Ends uploads whose time is over, some hundreds a call, and tells what the store must forget.
    this.addSql(`create function expire_uploads() returns table (storage_key text, store_id text)
      language plpgsql security definer set search_path = public as $$
      #variable_conflict use_column
      begin
        return query
          with ended as (
            update upload_sessions set status = 'EXPIRED', ended_at = clock_timestamp() where id = any (array(
              select id from upload_sessions where status = 'OPEN' and expires_at < clock_timestamp()
              order by expires_at limit 200 for update skip locked))
            returning id, store_id),
          gone as (
            update assets a set status = 'REJECTED', rejection = 'FILE_MISSING', rejection_hint = 'The upload was not completed in time.'
            from ended e where a.id = e.id returning a.id, a.storage_key)
          select g.storage_key, e.store_id from gone g join ended e on e.id = g.id;
      end $$`);
    // By then no URL of theirs is good any more, nor an idempotency key that leads to them. Assets that never came to be go with theirs.
    this.addSql(`create function delete_old_uploads() returns int language plpgsql security definer set search_path = public as $$
      declare old_ones uuid[]; gone int;
      begin
        old_ones := array(select id from upload_sessions where status <> 'OPEN' and ended_at < clock_timestamp() - interval '2 days'
          order by ended_at limit 1000 for update skip locked);
        delete from assets a using upload_sessions s where s.id = any (old_ones) and s.status <> 'COMPLETED' and a.id = s.id;
        delete from upload_sessions where id = any (old_ones);
        gone := cardinality(old_ones);
        return gone;
      end $$`);

    for (const name of FUNCTIONS) {
      this.addSql(`revoke execute on function ${name} from public`);
      this.addSql(`select grant_application('function ${name}', 'execute')`);
    }
  }

  override down(): void {
    this.addSql(`drop trigger count_storage on assets`);
    this.addSql(`drop function ${FUNCTIONS.join(', ')}, count_storage(), bytes_used(text, bigint, bigint)`);
    this.addSql(`drop table workspace_storage, upload_sessions`);
    this.addSql(`alter table plans drop column storage_bytes`);
    this.addSql(`alter table assets drop constraint assets_workspace_id_id`);
    const targets = [...FUNCTIONS.map((name) => `"function ${name}"`), 'upload_sessions'];
    this.addSql(`delete from application_grants where target = any ('{${targets.join(',')}}')`);
  }
}
