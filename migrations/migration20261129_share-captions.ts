import { Migration } from '@mikro-orm/migrations';

const CAPTIONS = `
    left join lateral (
      select c.storage_key, c.byte_size from assets c
      where c.workspace_id = a.workspace_id and c.job_id = a.job_id and a.role = 'VIDEO' and c.role = 'CAPTIONS'
        and c.status = 'READY' and c.access = 'VIEWER'
      order by c.id limit 1) captions on true`;

/** A function whose columns change must be dropped first, and loses its grants with that. */
const findShareLink = (columns: string, values: string, join: string): string[] => [
  `drop function find_share_link(text)`,
  `create function find_share_link(wanted_hash text) returns table (
    id uuid, password_hash text, kind text, name text, file_name text, content_type text, storage_key text, derived text[]${columns})
  language sql stable security definer set search_path = public, pg_temp
  begin atomic
    select l.id, l.password_hash, a.kind, a.name, a.file_name, a.content_type, a.storage_key, a.derived${values}
    from share_links l join assets a on a.id = l.asset_id join workspaces w on w.id = l.workspace_id${join}
    where l.token_hash = wanted_hash and l.revoked_at is null and (l.expires_at is null or l.expires_at > clock_timestamp())
      and a.status = 'READY' and w.deleted_at is null and a.access = 'VIEWER';
  end`,
  `revoke execute on function find_share_link(text) from public`,
  `select grant_application('function find_share_link(text)', 'execute')`,
];

/** A share link to a film also finds the captions that were made with it. */
export class Migration20261129_shareCaptions extends Migration {
  override up(): void {
    const columns = ', captions_key text, captions_bytes bigint';
    for (const sql of findShareLink(columns, ', captions.storage_key, captions.byte_size', CAPTIONS)) this.addSql(sql);
  }

  override down(): void {
    for (const sql of findShareLink('', '', '')) this.addSql(sql);
  }
}
