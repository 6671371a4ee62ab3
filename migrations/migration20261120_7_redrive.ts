import { Migration } from '@mikro-orm/migrations';

/** Jobs that are tried again and jobs that are deleted, and administrators, who see the jobs of all workspaces. */
export class Migration20261120_7_redrive extends Migration {
  override up(): void {
    // Which step put this one into the backlog: when that is done again, it makes new ones.
    this.addSql(`alter table job_steps add column planned_by uuid`);
    this.addSql(`update job_steps s set planned_by = p.id from job_steps p
      where p.job_id = s.job_id and p.name = 'SCRIPT' and p.scene_id is null and s.scene_id is not null`);
    this.addSql(`select grant_application('job_steps', 'delete')`);

    // Deleted is invisible, by the policy and not by queries that remember it. The ledger and the log go on naming the job.
    this.addSql(`alter table jobs add column deleted_at timestamptz(3)`);
    this.addSql(`drop policy visible on jobs`);
    this.addSql(`create policy visible on jobs
      using (workspace_id = any ((select app_workspace_ids())::uuid[]) and deleted_at is null)`);
    // A definer, because nobody whom the policy binds may write a row that it hides.
    this.addSql(`create function delete_job(wanted_job uuid) returns void language sql security definer set search_path = public
      begin atomic;
        update jobs set deleted_at = clock_timestamp()
          where id = wanted_job and workspace_id = any (app_workspace_ids()) and status in ('COMPLETED', 'FAILED', 'CANCELED');
      end`);

    // No grant at all: the application cannot make administrators, and is told of them by the functions below alone.
    this.addSql(`create table administrators (
      user_id uuid primary key references users (id) on delete cascade, since timestamptz(3) not null default now())`);
    this.addSql(`select protect_table('administrators', 'false')`);
    this.addSql(`create function app_is_administrator() returns boolean language sql stable security definer set search_path = public
      begin atomic; select exists (select from administrators where user_id = app_user_id()); end`);
    this.addSql(`drop function find_session(uuid)`);
    this.addSql(`create function find_session(wanted_session uuid)
      returns table (user_id uuid, expires_at timestamptz, revoked_at timestamptz, memberships jsonb, administrator boolean)
      language sql stable security definer set search_path = public
      begin atomic
        select s.user_id, s.expires_at, s.revoked_at,
          coalesce((select jsonb_object_agg(m.workspace_id, m.role) from memberships m where m.user_id = s.user_id), '{}'),
          exists (select from administrators a where a.user_id = s.user_id)
        from sessions s where s.id = wanted_session;
      end`);

    // What an administrator sees of other people's jobs: why they are where they are, and nothing of what is in them. It reads as the
    // owner, whom no policy binds, and asks for itself who reads it. The barrier keeps a caller's functions behind that question.
    this.addSql(`create view admin_jobs with (security_barrier) as
      select j.id, j.workspace_id, w.name as workspace_name, j.type, j.status, j.title, j.progress, j.step, j.attempt, j.failure,
        j.created_at, j.started_at, j.finished_at
      from jobs j join workspaces w on w.id = j.workspace_id
      where j.deleted_at is null and (select app_is_administrator())`);
    this.addSql(`create index jobs_failed on jobs (id) where status = 'FAILED'`);
    this.addSql(`select grant_application('admin_jobs', 'select')`);

    for (const name of ['delete_job(uuid)', 'app_is_administrator()', 'find_session(uuid)']) {
      this.addSql(`revoke execute on function ${name} from public`);
      this.addSql(`select grant_application('function ${name}', 'execute')`);
    }
  }

  override down(): void {
    this.addSql(`drop view admin_jobs`);
    this.addSql(`drop function find_session(uuid), app_is_administrator(), delete_job(uuid)`);
    this.addSql(`drop table administrators`);
    this.addSql(`create function find_session(wanted_session uuid)
      returns table (user_id uuid, expires_at timestamptz, revoked_at timestamptz, memberships jsonb)
      language sql stable security definer set search_path = public
      begin atomic
        select s.user_id, s.expires_at, s.revoked_at,
          coalesce((select jsonb_object_agg(m.workspace_id, m.role) from memberships m where m.user_id = s.user_id), '{}')
        from sessions s where s.id = wanted_session;
      end`);
    this.addSql(`revoke execute on function find_session(uuid) from public`);
    this.addSql(`select grant_application('function find_session(uuid)', 'execute')`);
    this.addSql(`drop policy visible on jobs`);
    this.addSql(`drop index jobs_failed`);
    this.addSql(`create policy visible on jobs using (workspace_id = any ((select app_workspace_ids())::uuid[]))`);
    this.addSql(`alter table jobs drop column deleted_at`);
    this.addSql(`alter table job_steps drop column planned_by`);
    this
      .addSql(`delete from application_grants where target in ('admin_jobs', 'function delete_job(uuid)', 'function app_is_administrator()')
      or (target = 'job_steps' and privileges = 'delete')`);
    this.addSql(`do $$ begin execute format('revoke delete on job_steps from %I', current_setting('reelwright.application_role')); end $$`);
  }
}
