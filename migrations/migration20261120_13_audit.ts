import { Migration } from '@mikro-orm/migrations';

/** The trail that every change leaves, and the counters that slow down who asks too often. */
export class Migration20261120_13_audit extends Migration {
  override up(): void {
    // No foreign keys: the trail outlives the people and the things that it speaks of.
    this.addSql(`create table audit_events (
      id uuid primary key, workspace_id uuid, at timestamptz(3) not null default clock_timestamp(),
      actor_kind text not null, user_id uuid, key_id uuid, role text,
      address text, user_agent text, request_id text not null,
      action text not null, subject_id uuid not null, before jsonb, after jsonb,
      constraint audit_events_actor_kind_check check (actor_kind in ('PERSON', 'KEY', 'NOBODY', 'ENGINE')),
      constraint audit_events_role_check check (role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')))`);
    this.addSql(`create index audit_events_newest on audit_events (workspace_id, id)`);
    this.addSql(`create index audit_events_person on audit_events (user_id, id)`);
    this.addSql(`create index audit_events_subject on audit_events (workspace_id, subject_id, id)`);
    // What a person did outside of every workspace, such as signing in, is theirs to see.
    this.addSql(`select protect_table('audit_events',
      'workspace_id = any ((select app_workspace_ids())::uuid[]) or (workspace_id is null and user_id = (select app_user_id()))')`);
    // Written before there is a membership (a workspace is made, an invitation accepted): only reading is narrowed.
    this.addSql(`create policy written on audit_events for insert with check (true)`);
    // Neither changed nor deleted, by nobody: the grant is for the application, the trigger for whoever comes as the owner.
    this.addSql(`select grant_application('audit_events', 'select, insert')`);
    this.addSql(`create function refuse_change() returns trigger language plpgsql as $$
      begin raise exception 'the audit trail is append-only'; end $$`);
    this.addSql(
      `create trigger append_only before update or delete or truncate on audit_events for each statement execute function refuse_change()`,
    );

    // What an export makes is no film and no picture.
    this.addSql(`alter table assets drop constraint assets_role_check, drop constraint assets_kind_check,
      add constraint assets_role_check check (role in ('VIDEO', 'THUMBNAIL', 'POSTER', 'CAPTIONS', 'DOCUMENT')),
      add constraint assets_kind_check check (kind in ('VIDEO', 'IMAGE', 'AUDIO', 'CAPTION', 'FONT', 'DOCUMENT'))`);

    // Counters of a window: a crash may forget them, and no crash is in the hands of those they slow down.
    this.addSql(`create unlogged table rate_limits (key text primary key, taken int not null, ends_at timestamptz not null)`);
    this.addSql(`create index rate_limits_age on rate_limits (ends_at)`);
    this.addSql(`select protect_table('rate_limits', 'false')`);
    // Exact under any number of processes: the row is locked, and the clock is the database's. Returns 0, or the seconds to wait.
    this.addSql(`create function take_permits(wanted_key text, wanted int, at_most int, window_seconds int) returns double precision
      language plpgsql security definer set search_path = public as $$
      declare moment timestamptz := clock_timestamp(); granted int;
      begin
        insert into rate_limits as r (key, taken, ends_at) values (wanted_key, wanted, moment + make_interval(secs => window_seconds))
        on conflict (key) do update set
          taken = case when r.ends_at <= moment then wanted else r.taken + wanted end,
          ends_at = case when r.ends_at <= moment then excluded.ends_at else r.ends_at end
          where r.ends_at <= moment or r.taken + wanted <= at_most
        returning taken into granted;
        if granted is not null then return 0; end if;
        return (select greatest(1, extract(epoch from ends_at - moment)) from rate_limits where key = wanted_key);
      end $$`);
    this.addSql(`create function give_back_permit(wanted_key text) returns void language sql security definer set search_path = public
      begin atomic; update rate_limits set taken = greatest(0, taken - 1) where key = wanted_key; end`);
    this.addSql(`create function forget_rate_limits() returns int language sql security definer set search_path = public as $$
      with gone as (delete from rate_limits where key in
        (select key from rate_limits where ends_at < clock_timestamp() limit 5000 for update skip locked) returning 1)
      select count(*)::int from gone $$`);
    for (const name of ['take_permits(text, int, int, int)', 'give_back_permit(text)', 'forget_rate_limits()']) {
      this.addSql(`revoke execute on function ${name} from public`);
      this.addSql(`select grant_application('function ${name}', 'execute')`);
    }
  }

  override down(): void {
    this.addSql(`alter table assets drop constraint assets_role_check, drop constraint assets_kind_check,
      add constraint assets_role_check check (role in ('VIDEO', 'THUMBNAIL', 'POSTER', 'CAPTIONS')),
      add constraint assets_kind_check check (kind in ('VIDEO', 'IMAGE', 'AUDIO', 'CAPTION', 'FONT'))`);
    this.addSql(`drop function forget_rate_limits(), give_back_permit(text), take_permits(text, int, int, int)`);
    this.addSql(`drop table rate_limits, audit_events`);
    this.addSql(`drop function refuse_change()`);
  }
}
