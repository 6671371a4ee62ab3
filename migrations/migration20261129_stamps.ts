import { Migration } from '@mikro-orm/migrations';

const ROLE = (column: string): string => `add column ${column} text check (${column} in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER'))`;
const BY = (event: string): string => `add column ${event}_by uuid, ${ROLE(`${event}_by_role`)}`;
/** Each table with what it had not before; `end` is how its rows end, where they stay. */
const TABLES: readonly { readonly table: string; readonly hasAuthor: boolean; readonly end?: string }[] = [
  { table: 'workspaces', hasAuthor: false, end: 'deleted' },
  { table: 'memberships', hasAuthor: false },
  { table: 'invitations', hasAuthor: false, end: 'ended' },
  { table: 'api_keys', hasAuthor: true, end: 'revoked' },
  { table: 'assets', hasAuthor: true, end: 'deleted' },
  { table: 'share_links', hasAuthor: true, end: 'revoked' },
  { table: 'webhooks', hasAuthor: true },
];

/** Of a key nothing else may change but its last use and its end. */
const KEY_GRANT = 'update (updated_at, updated_by, updated_by_role, revoked_by, revoked_by_role)';

/** Who changed a row, when, and with which role: beside the audit log, so that a row tells it without a search. */
export class Migration20261129_stamps extends Migration {
  override up(): void {
    for (const { table, hasAuthor, end } of TABLES) {
      const columns = [hasAuthor ? ROLE('created_by_role') : BY('created'), 'add column updated_at timestamptz(3)', BY('updated')];
      this.addSql(`alter table ${table} ${[...columns, ...(end ? [BY(end)] : [])].join(', ')}`);
    }
    this.addSql(`select grant_application('api_keys', '${KEY_GRANT}')`);
    // Its columns are granted one by one.
    this.addSql(`select grant_application_columns('share_links', 'password_hash')`);
  }

  override down(): void {
    this.addSql(`delete from application_grants where target = 'api_keys' and privileges = '${KEY_GRANT}'`);
    for (const { table, hasAuthor, end } of TABLES) {
      const stamps = [...(hasAuthor ? [] : ['created_by']), 'created_by_role', 'updated_at', 'updated_by', 'updated_by_role'];
      const columns = [...stamps, ...(end ? [`${end}_by`, `${end}_by_role`] : [])];
      this.addSql(`alter table ${table} ${columns.map((column) => `drop column ${column}`).join(', ')}`);
    }
    this.addSql(`select grant_application_columns('share_links', 'password_hash')`);
  }
}
