import { Migration } from '@mikro-orm/migrations';

const OPEN = `('QUEUED', 'RUNNING')`;
const DEFINER = 'security definer set search_path = public, pg_temp';

/** Which rows of assets keep their objects: every byte in the store is counted by such a row, or is an orphan and is deleted. */
export class Migration20261129_storage extends Migration {
  override up(): void {
    // A file whose check ended without a verdict (INGEST_FAILED) stays for a retry. A file that was refused, canceled or not fetched does not.
    this.addSql(`create function asset_keeps_bytes(status text, rejection text) returns boolean language sql immutable parallel safe
      return coalesce(rejection = 'INGEST_FAILED', status <> 'REJECTED')`);
    this.addSql(`create function bytes_used(status text, rejection text, byte_size bigint, derived_bytes bigint) returns bigint
      language sql immutable parallel safe
      return case when status <> 'PENDING' and asset_keeps_bytes(status, rejection) then byte_size + derived_bytes else 0 end`);
    this.addSql(`drop trigger count_storage on assets`);
    this.addSql(`create or replace function count_storage() returns trigger language plpgsql ${DEFINER} as $$
      declare workspace uuid := coalesce(new.workspace_id, old.workspace_id); more_used bigint; more_reserved bigint;
      begin
        more_used := coalesce(bytes_used(new.status, new.rejection, new.byte_size, new.derived_bytes), 0)
          - coalesce(bytes_used(old.status, old.rejection, old.byte_size, old.derived_bytes), 0);
        more_reserved := (case when new.status = 'PENDING' then new.byte_size else 0 end) - (case when old.status = 'PENDING' then old.byte_size else 0 end);
        if more_used = 0 and more_reserved = 0 then return null; end if;
        if tg_op <> 'DELETE' then insert into workspace_storage (workspace_id) values (workspace) on conflict do nothing; end if;
        update workspace_storage set used = used + more_used, reserved = reserved + more_reserved where workspace_id = workspace;
        return null;
      end $$`);
    this.addSql(`create trigger count_storage after insert or delete or update of status, rejection, byte_size, derived_bytes on assets
      for each row execute function count_storage()`);
    this.addSql(`drop function bytes_used(text, bigint, bigint)`);
    this.addSql(`update workspace_storage u set used = coalesce((
      select sum(bytes_used(status, rejection, byte_size, derived_bytes)) from assets a where a.workspace_id = u.workspace_id), 0)`);

    // Nothing of a file that could not be fetched is kept: a retry fetches it again.
    this.addSql(`create or replace function settle_ingest() returns trigger language plpgsql as $$
      begin
        if new.status = 'QUEUED' then
          update assets set status = 'PROCESSING', rejection = null, rejection_hint = null
            where job_id = new.id and status = 'REJECTED' and rejection in ('INGEST_FAILED', 'FETCH_FAILED');
        else
          update assets a set status = 'REJECTED', rejection_hint = new.failure->>'hint', rejection = verdict,
              byte_size = case verdict when 'FETCH_FAILED' then 0 else byte_size end
            from (select case when new.status = 'CANCELED' then 'CANCELED' when new.failure->>'step' = 'FETCH' then 'FETCH_FAILED' else 'INGEST_FAILED' end) v (verdict)
            where a.job_id = new.id and a.status = 'PROCESSING';
        end if;
        return null;
      end $$`);

    this.addSql(storedKeys({ filter: ' and asset_keeps_bytes(s.status, s.rejection)', definer: DEFINER }));
    this.addSql(orphansAmong({ filter: ' and asset_keeps_bytes(s.status, s.rejection)', definer: DEFINER }));
    this.addSql(`create index "upload_sessions_open_of_workspace" on "upload_sessions" ("workspace_id") where status = 'OPEN'`);
    this.addSql(`alter table job_steps add column outages int not null default 0`);
  }

  override down(): void {
    const definer = 'security definer set search_path = public';
    this.addSql(`alter table job_steps drop column outages`);
    this.addSql(`drop index upload_sessions_open_of_workspace`);
    this.addSql(orphansAmong({ filter: '', definer }));
    this.addSql(storedKeys({ filter: '', definer }));
    this.addSql(`create or replace function settle_ingest() returns trigger language plpgsql as $$
      begin
        if new.status = 'QUEUED' then
          update assets set status = 'PROCESSING', rejection = null, rejection_hint = null
            where job_id = new.id and status = 'REJECTED' and rejection in ('INGEST_FAILED', 'FETCH_FAILED');
        else
          update assets set status = 'REJECTED', rejection_hint = new.failure->>'hint',
              rejection = case when new.status = 'CANCELED' then 'CANCELED' when new.failure->>'step' = 'FETCH' then 'FETCH_FAILED' else 'INGEST_FAILED' end
            where job_id = new.id and status = 'PROCESSING';
        end if;
        return null;
      end $$`);
    this
      .addSql(`create function bytes_used(status text, byte_size bigint, derived_bytes bigint) returns bigint language sql immutable parallel safe
      return case when status in ('PROCESSING', 'READY', 'DELETED') then byte_size + derived_bytes else 0 end`);
    this.addSql(`drop trigger count_storage on assets`);
    this.addSql(`create or replace function count_storage() returns trigger language plpgsql ${definer} as $$
      declare workspace uuid := coalesce(new.workspace_id, old.workspace_id); more_used bigint; more_reserved bigint;
      begin
        more_used := (case when new.rejection is null then coalesce(bytes_used(new.status, new.byte_size, new.derived_bytes), 0) else 0 end)
          - (case when old.rejection is null then coalesce(bytes_used(old.status, old.byte_size, old.derived_bytes), 0) else 0 end);
        more_reserved := (case when new.status = 'PENDING' then new.byte_size else 0 end) - (case when old.status = 'PENDING' then old.byte_size else 0 end);
        if more_used = 0 and more_reserved = 0 then return null; end if;
        if tg_op <> 'DELETE' then insert into workspace_storage (workspace_id) values (workspace) on conflict do nothing; end if;
        update workspace_storage set used = used + more_used, reserved = reserved + more_reserved where workspace_id = workspace;
        return null;
      end $$`);
    this.addSql(`create trigger count_storage after insert or delete or update of status, byte_size, derived_bytes on assets
      for each row execute function count_storage()`);
    this.addSql(`drop function bytes_used(text, text, bigint, bigint), asset_keeps_bytes(text, text)`);
    this.addSql(`update workspace_storage u set used = coalesce((
      select sum(bytes_used(status, byte_size, derived_bytes)) from assets a where a.workspace_id = u.workspace_id and a.rejection is null), 0)`);
  }
}

interface Filtered {
  /** Of the rows of assets. */
  readonly filter: string;
  readonly definer: string;
}

/** One page of the keys that rows name, in the order of their bytes. Rows of the same content share their keys: each is returned once. */
const storedKeys = ({ filter, definer }: Filtered): string => `
  create or replace function stored_keys(after_key text, at_most int) returns table (storage_key text, must_exist boolean)
  language sql stable ${definer}
  begin atomic
    select key, bool_or(needed) from (
      (select a.storage_key collate "C" as key, true as needed from artifacts a
        where a.storage_key collate "C" > after_key order by 1 limit at_most)
      union all
      (select s.storage_key collate "C", bool_or(s.status = 'READY') from assets s
        where s.storage_key collate "C" > after_key${filter} group by 1 order by 1 limit at_most)
      union all
      (select key, bool_or(ready) from (
        select (substring(s.storage_key from '^.*/') || leaf) collate "C" as key, s.status = 'READY' as ready
        from assets s cross join unnest(s.derived) as leaf
        where s.derived <> '{}' and s.storage_key collate "C" > coalesce(substring(after_key from '^.*/'), '')${filter}) made
        where key > after_key group by 1 order by 1 limit at_most)) stored
    group by key order by key limit at_most;
  end`;

/** Of these keys, those that no row keeps. What is being made has no row yet; the file or the job that it is made of has. */
const orphansAmong = ({ filter, definer }: Filtered): string => `
  create or replace function orphans_among(keys jsonb) returns setof text
  language sql stable ${definer}
  begin atomic
    select key from jsonb_array_elements_text(keys) as key
    cross join lateral (select
      substring(key from '^[0-9a-f-]{36}/assets/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})')::uuid as owner,
      substring(key from '^.*/') || 'original' as original, substring(key from '[^/]*$') as leaf) parts
    where not exists (select from artifacts a where a.storage_key collate "C" = key)
      and not exists (select from assets s where s.storage_key collate "C" = key${filter})
      and not exists (select from assets s where s.storage_key collate "C" = original and leaf = any (s.derived)${filter})
      and not exists (select from assets s where s.id = owner and s.status in ('PENDING', 'PROCESSING'))
      and not exists (select from jobs j where j.status in ${OPEN} and j.id = owner);
  end`;
