import { Migration } from '@mikro-orm/migrations';

const OF_THE_WORKSPACE = 'workspace_id = any ((select app_workspace_ids())::uuid[])';
const READABLE = `${OF_THE_WORKSPACE} and (access = 'VIEWER' or workspace_id = any ((select app_admin_workspace_ids())::uuid[]))`;
/** As in the library's migration, but for the condition on who may read the asset. */
const findShareLink = (access: string): string => `create or replace function find_share_link(wanted_hash text) returns table (
    id uuid, password_hash text, kind text, name text, file_name text, content_type text, storage_key text, derived text[])
  language sql stable security definer set search_path = public, pg_temp
  begin atomic
    select l.id, l.password_hash, a.kind, a.name, a.file_name, a.content_type, a.storage_key, a.derived
    from share_links l join assets a on a.id = l.asset_id join workspaces w on w.id = l.workspace_id
    where l.token_hash = wanted_hash and l.revoked_at is null and (l.expires_at is null or l.expires_at > clock_timestamp())
      and a.status = 'READY' and w.deleted_at is null${access};
  end`;

/** Webhooks with a secret that an earlier key encrypted. */
const sealedOtherwise = (previous: string): string => `create or replace function webhooks_sealed_otherwise(key_prefix text)
  returns table (workspace_id uuid, webhook_id uuid)
  language sql stable security definer set search_path = public, pg_temp
  begin atomic
    select w.workspace_id, w.id from webhooks w where not starts_with(w.secret, key_prefix) or ${previous};
  end`;

/**
 * Assets that not every member may read: the policy hides them, so that no query, list or join can show them. Webhooks keep every
 * secret that was rotated within 24 hours. Names are folded in one place.
 */
export class Migration20261129_access extends Migration {
  override up(): void {
    this.addSql(`create function app_admin_workspace_ids() returns uuid[] language sql stable
      return coalesce(string_to_array(nullif(current_setting('app.admin_workspace_ids', true), ''), ',')::uuid[], '{}')`);
    this.addSql(`alter table assets add column access text not null default 'VIEWER',
      add constraint assets_access_check check (access in ('VIEWER', 'ADMIN'))`);
    // Nothing but the export of the audit log has made documents so far.
    this.addSql(`update assets set access = 'ADMIN' where role = 'DOCUMENT'`);
    this.addSql(`update share_links l set revoked_at = clock_timestamp() from assets a
      where a.id = l.asset_id and a.access <> 'VIEWER' and l.revoked_at is null`);
    this.addSql(`drop policy visible on assets`);
    this.addSql(`create policy visible on assets using (${READABLE})`);
    this.addSql(findShareLink(` and a.access = 'VIEWER'`));

    // Every rotated secret signs for 24 hours from its own rotation, however many follow.
    this.addSql(`alter table webhooks add column previous_secrets jsonb not null default '[]'`);
    this
      .addSql(`update webhooks set previous_secrets = jsonb_build_array(jsonb_build_object('secret', previous_secret, 'until', previous_secret_until))
      where previous_secret is not null`);
    this.addSql(
      sealedOtherwise(
        `exists (select from jsonb_array_elements(w.previous_secrets) as one where not starts_with(one ->> 'secret', key_prefix))`,
      ),
    );
    this.addSql(`alter table webhooks drop column previous_secret`);

    // What is searched and what is searched for are folded by this one function. Lower case by character first, so that İ becomes i, then
    // full case folding, so that ß is ss and both forms of the small sigma are one.
    this.addSql(`create function fold_text(value text) returns text language sql immutable parallel safe strict
      return casefold(lower(normalize(value, NFC) collate "pg_c_utf8") collate "pg_unicode_fast")`);
    this.addSql(`alter table assets alter column name_key set expression as (fold_text(name || chr(10) || file_name))`);
  }

  override down(): void {
    this.addSql(`alter table assets alter column name_key set expression as (lower((name || chr(10) || file_name) collate "pg_c_utf8"))`);
    this.addSql(`drop function fold_text(text)`);
    this.addSql(`alter table webhooks add column previous_secret text`);
    this.addSql(`update webhooks set previous_secret = previous_secrets -> -1 ->> 'secret'`);
    this.addSql(sealedOtherwise('not starts_with(w.previous_secret, key_prefix)'));
    this.addSql(`alter table webhooks drop column previous_secrets`);
    this.addSql(findShareLink(''));
    this.addSql(`drop policy visible on assets`);
    this.addSql(`create policy visible on assets using (${OF_THE_WORKSPACE})`);
    this.addSql(`alter table assets drop column access`);
    this.addSql(`drop function app_admin_workspace_ids()`);
  }
}
