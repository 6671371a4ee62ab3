import { Migration } from '@mikro-orm/migrations';

/** What lies in object storage: artifacts that steps reuse, assets that people own. */
export class Migration20261120_3_files extends Migration {
  override up(): void {
    this.addSql(`create table artifacts (
      id uuid primary key, workspace_id uuid not null references workspaces (id), hash text not null, storage_key text not null,
      content_type text not null, byte_size bigint not null, facts jsonb not null,
      created_at timestamptz(3) not null default now(), used_at timestamptz(3) not null default now(),
      constraint artifacts_hash unique (workspace_id, hash))`);
    this.addSql(`create table assets (
      id uuid primary key, workspace_id uuid not null references workspaces (id), job_id uuid, role text, kind text not null, status text not null,
      name text not null, file_name text not null, content_type text not null, byte_size bigint not null, sha256 text,
      width int, height int, duration_ms int, fps double precision, codecs text[] not null default '{}', tags text[] not null default '{}',
      storage_key text not null, created_by uuid references users (id),
      created_at timestamptz(3) not null default now(), deleted_at timestamptz(3),
      foreign key (workspace_id, job_id) references jobs (workspace_id, id),
      constraint assets_role_check check (role in ('VIDEO', 'THUMBNAIL', 'POSTER', 'CAPTIONS')),
      constraint assets_kind_check check (kind in ('VIDEO', 'IMAGE', 'AUDIO', 'CAPTION', 'FONT')),
      constraint assets_status_check check (status in ('PENDING', 'PROCESSING', 'READY', 'REJECTED', 'DELETED')))`);
    this.addSql(`create index assets_newest on assets (workspace_id, id)`);
    this.addSql(`create index assets_job on assets (job_id)`);
    this.addSql(`select protect_tenant_table('artifacts')`);
    this.addSql(`select protect_tenant_table('assets')`);
    this.addSql(`select grant_application('artifacts', 'select, insert, update')`);
    this.addSql(`select grant_application('assets', 'select, insert, update')`);
  }

  override down(): void {
    this.addSql(`drop table assets, artifacts`);
  }
}
