import { Migration } from '@mikro-orm/migrations';

/** What happens in a workspace: a log that the database itself writes, in the transactions of what it tells. */
export class Migration20261120_8_workspace_events extends Migration {
  override up(): void {
    // Ordered by transaction, because ids and times are drawn before the commit: a reader that stays below the oldest transaction
    // which still runs has nothing settle behind it. Nothing refers to people: who is gone did it all the same.
    this.addSql(`create table workspace_events (
      workspace_id uuid not null references workspaces (id) on delete cascade,
      xact xid8 not null default pg_current_xact_id(), id bigserial not null,
      at timestamptz(3) not null default clock_timestamp(), type text not null, action text not null,
      subject_id uuid not null, actor_id uuid, may_skip boolean not null default false,
      primary key (workspace_id, xact, id),
      constraint workspace_events_type_check check (type in ('JOB', 'ASSET', 'PROJECT', 'BATCH', 'CREDITS', 'MEMBER', 'CHANNEL', 'SLOT')),
      constraint workspace_events_action_check check (action in ('CREATED', 'UPDATED', 'DELETED')))`);
    this.addSql(`create index workspace_events_age on workspace_events (at)`);
    this.addSql(`create index "workspace_events_progress" on "workspace_events" ("subject_id", "at") where may_skip`);
    this.addSql(`select protect_tenant_table('workspace_events')`);
    // Written by the definers below alone.
    this.addSql(`select grant_application('workspace_events', 'select')`);

    // One event a subject and transaction is enough: whoever hears of it reads the row, which has everything by then. Only what may be
    // left out for slow readers does not stand for what may not. A workspace that is being deleted hears of nothing any more.
    this
      .addSql(`create function append_workspace_event(wanted_workspace uuid, event_type text, event_action text, subject uuid, skippable boolean)
      returns void language plpgsql security definer set search_path = public as $$
      begin
        if event_action = 'UPDATED' and exists (select from workspace_events e
          where e.workspace_id = wanted_workspace and e.xact = pg_current_xact_id() and e.type = event_type and e.subject_id = subject
            and (skippable or not e.may_skip))
        then return; end if;
        insert into workspace_events (workspace_id, type, action, subject_id, actor_id, may_skip)
          select id, event_type, event_action, subject, app_user_id(), skippable from workspaces where id = wanted_workspace;
        perform pg_notify('workspace_events', wanted_workspace::text);
      end $$`);
    // What is deleted softly (deleted_at) is deleted; what happens to it afterwards is nobody's news.
    this.addSql(`create function log_change() returns trigger language plpgsql security definer set search_path = public as $$
      declare before jsonb := to_jsonb(old); after jsonb := to_jsonb(new); row jsonb := coalesce(after, before);
        was_gone boolean := coalesce(before->>'deleted_at' is not null, false); is_gone boolean := after is null or after->>'deleted_at' is not null;
      begin
        if before = after or (was_gone and is_gone) then return null; end if;
        perform append_workspace_event((row->>'workspace_id')::uuid, tg_argv[0],
          case when before is null then 'CREATED' when is_gone then 'DELETED' else 'UPDATED' end, (row->>tg_argv[1])::uuid, false);
        return null;
      end $$`);
    // The one line with which a table joins in: what its events are called, the column that holds their subject, and which columns count.
    this.addSql(`create function log_changes(target regclass, event_type text, subject text default 'id', columns text default null)
      returns void language plpgsql as $$
      begin
        execute format('create trigger log_change after insert or delete or update %s on %s for each row execute function log_change(%L, %L)',
          'of ' || columns, target, event_type, subject);
      end $$`);
    this.addSql(`select log_changes('jobs', 'JOB', 'id', 'status, deleted_at')`);
    this.addSql(`select log_changes('assets', 'ASSET')`);
    this.addSql(`select log_changes('credit_balances', 'CREDITS', 'workspace_id')`);
    this.addSql(`select log_changes('memberships', 'MEMBER', 'user_id')`);

    // Progress at most once a second, by the database's clock, also when that is set back. The job's row is locked by whoever comes here.
    this.addSql(`create function log_job_progress() returns trigger language plpgsql security definer set search_path = public as $$
      begin
        if not exists (select from workspace_events where subject_id = new.id and may_skip
          and at > clock_timestamp() - interval '1 second' and at <= clock_timestamp())
        then perform append_workspace_event(new.workspace_id, 'JOB', 'UPDATED', new.id, true); end if;
        return null;
      end $$`);
    this.addSql(`create trigger log_progress after update of progress, step on jobs for each row
      when (old.status = new.status and (old.progress, old.step) is distinct from (new.progress, new.step))
      execute function log_job_progress()`);

    // The newest event of each workspace stays: a cursor that has nothing kept at or before it is thereby known to be older than the log.
    // Transactions of the future are those of another server, from a dump.
    this.addSql(`create function tidy_workspace_events(keep interval) returns int
      language sql security definer set search_path = public as $$
        with old as (
          delete from workspace_events where (workspace_id, xact, id) in (
            select e.workspace_id, e.xact, e.id from workspace_events e
            where e.at < clock_timestamp() - keep and exists (select from workspace_events newer
              where newer.workspace_id = e.workspace_id and (newer.xact, newer.id) > (e.xact, e.id))
            limit 10000 for update skip locked) returning 1),
        foreign_ones as (delete from workspace_events where xact >= pg_snapshot_xmax(pg_current_snapshot()) returning 1)
        select ((select count(*) from old) + (select count(*) from foreign_ones))::int $$`);
    this.addSql(`revoke execute on function append_workspace_event(uuid, text, text, uuid, boolean) from public`);
    this.addSql(`revoke execute on function tidy_workspace_events(interval) from public`);
    this.addSql(`select grant_application('function tidy_workspace_events(interval)', 'execute')`);

    // Workspaces of before begin like new ones, so that they too have a newest event.
    this.addSql(`insert into workspace_events (workspace_id, type, action, subject_id)
      select workspace_id, 'MEMBER', 'CREATED', user_id from memberships`);
  }

  override down(): void {
    this.addSql(`drop trigger log_progress on jobs`);
    for (const table of ['jobs', 'assets', 'credit_balances', 'memberships']) this.addSql(`drop trigger log_change on ${table}`);
    this.addSql(`drop function tidy_workspace_events(interval), log_job_progress(), log_changes(regclass, text, text, text), log_change()`);
    this.addSql(`drop function append_workspace_event(uuid, text, text, uuid, boolean)`);
    this.addSql(`drop table workspace_events`);
    this.addSql(`delete from application_grants where target in ('workspace_events', 'function tidy_workspace_events(interval)')`);
  }
}
