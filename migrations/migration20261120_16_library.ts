import { Migration } from '@mikro-orm/migrations';

const OPEN = `('QUEUED', 'RUNNING')`;
const FUNCTIONS = ['begin_purge()', 'end_purge(jsonb)', 'find_share_link(text)', 'delete_old_share_links()'];

/** How a workspace's files are listed and searched, shown to people outside, and removed for good. */
export class Migration20261120_16_library extends Migration {
  override up(): void {
    // Name and file name in small letters: what lists are ordered by and searched in. The line break sorts below every character of a name,
    // so that the order is that of the names. Kept, because under row security nothing but a plain column can use an index (ADR 3).
    this.addSql(`alter table assets
      add column name_key text collate "C" generated always as (lower((name || chr(10) || file_name) collate "pg_c_utf8")) stored,
      add column purging_since timestamptz(3)`);
    this.addSql(`create index "assets_by_name" on "assets" ("workspace_id", "name_key", "id")`);
    this.addSql(`create index "assets_by_size" on "assets" ("workspace_id", "byte_size", "id")`);
    this.addSql(`create index "assets_deleted" on "assets" ("deleted_at") where status = 'DELETED'`);

    // What was rejected has no bytes in the store, and gets none by being deleted. What is imported has its bytes later than its row.
    this.addSql(`create or replace function count_storage() returns trigger language plpgsql security definer set search_path = public as $$
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

    // Which files the work of a job reads. While that job is open they are not purged, whatever happens to them in the library.
    this.addSql(`create table asset_uses (
      workspace_id uuid not null, job_id uuid not null, asset_id uuid not null, primary key (job_id, asset_id),
      foreign key (workspace_id, job_id) references jobs (workspace_id, id) on delete cascade,
      foreign key (workspace_id, asset_id) references assets (workspace_id, id) on delete cascade)`);
    this.addSql(`create index "asset_uses_asset" on "asset_uses" ("asset_id")`);
    this.addSql(`select protect_tenant_table('asset_uses')`);
    this.addSql(`select grant_application('asset_uses', 'select, insert')`);
    // What else comes to need files (scenes of projects) joins in here.
    this.addSql(`create function asset_is_needed(asset uuid) returns boolean language sql stable
      begin atomic
        select exists (select from asset_uses u join jobs j on j.id = u.job_id where u.asset_id = asset and j.status in ${OPEN});
      end`);

    // In two halves, with the removal of the objects between them. Once marked, a row cannot be restored, so nobody misses an object that
    // goes before its row; a half that was left undone is found by its mark. Rows of the same content share their objects: these go when
    // every row that names them is marked. Some are named by several rows then, and removing twice does no harm.
    this.addSql(`create function begin_purge() returns table (asset_id uuid, storage_keys text[])
      language plpgsql security definer set search_path = public as $$
      begin
        update assets set purging_since = clock_timestamp() where id = any (array(
          select id from assets a where a.status = 'DELETED' and a.deleted_at < clock_timestamp() - interval '30 days'
            and a.purging_since is null and not asset_is_needed(a.id)
          order by a.deleted_at limit 200 for update skip locked));
        return query
          select a.id, array(
            select a.storage_key where not exists (
              select from assets other where other.storage_key collate "C" = a.storage_key and other.purging_since is null)
            union all
            select substring(a.storage_key from '^.*/') || leaf from unnest(a.derived) as leaf where not exists (
              select from assets other where other.storage_key collate "C" = a.storage_key and other.purging_since is null
                and leaf = any (other.derived)))
          from assets a where a.status = 'DELETED' and a.purging_since is not null order by a.deleted_at limit 200;
      end $$`);
    this.addSql(`create function end_purge(asset_ids jsonb) returns int language plpgsql security definer set search_path = public as $$
      declare gone int;
      begin
        delete from assets where status = 'DELETED' and purging_since is not null
          and id in (select value::uuid from jsonb_array_elements_text(asset_ids));
        get diagnostics gone = row_count;
        return gone;
      end $$`);

    // Of a token nothing is kept but its hash: the address of a link is shown once.
    this.addSql(`create table share_links (
      id uuid primary key, workspace_id uuid not null, asset_id uuid not null, token_hash text not null, password_hash text,
      expires_at timestamptz(3), revoked_at timestamptz(3), created_by uuid references users (id),
      created_at timestamptz(3) not null default now(),
      constraint share_links_token unique (token_hash),
      foreign key (workspace_id, asset_id) references assets (workspace_id, id) on delete cascade)`);
    this.addSql(`create index "share_links_of_asset" on "share_links" ("asset_id", "id")`);
    this.addSql(`select protect_tenant_table('share_links')`);
    this.addSql(`select grant_application('share_links', 'select, insert, update')`);
    // The question of whoever opens a link, without an account. What does not work any more and what never was are the same nothing.
    this.addSql(`create function find_share_link(wanted_hash text) returns table (
        id uuid, password_hash text, kind text, name text, file_name text, content_type text, storage_key text, derived text[])
      language sql stable security definer set search_path = public
      begin atomic
        select l.id, l.password_hash, a.kind, a.name, a.file_name, a.content_type, a.storage_key, a.derived
        from share_links l join assets a on a.id = l.asset_id join workspaces w on w.id = l.workspace_id
        where l.token_hash = wanted_hash and l.revoked_at is null and (l.expires_at is null or l.expires_at > clock_timestamp())
          and a.status = 'READY' and w.deleted_at is null;
      end`);
    this.addSql(`create function delete_old_share_links() returns int language plpgsql security definer set search_path = public as $$
      declare gone int;
      begin
        delete from share_links where id = any (array(
          select id from share_links where least(expires_at, revoked_at) < clock_timestamp() - interval '30 days' limit 1000 for update skip locked));
        get diagnostics gone = row_count;
        return gone;
      end $$`);

    for (const name of FUNCTIONS) {
      this.addSql(`revoke execute on function ${name} from public`);
      this.addSql(`select grant_application('function ${name}', 'execute')`);
    }
    this.addSql(`revoke execute on function asset_is_needed(uuid) from public`);
  }

  override down(): void {
    this.addSql(`drop function ${FUNCTIONS.join(', ')}`);
    this.addSql(`drop function asset_is_needed(uuid)`);
    this.addSql(`drop table share_links, asset_uses`);
    this.addSql(`create or replace function count_storage() returns trigger language plpgsql security definer set search_path = public as $$
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
    this.addSql(`drop index assets_deleted, assets_by_size, assets_by_name`);
    this.addSql(`alter table assets drop column purging_since, drop column name_key`);
    const targets = [...FUNCTIONS.map((name) => `"function ${name}"`), 'share_links', 'asset_uses'];
    this.addSql(`delete from application_grants where target = any ('{${targets.join(',')}}')`);
  }
}
