import { Migration } from '@mikro-orm/migrations';

const ENDED = `('COMPLETED', 'FAILED', 'CANCELED')`;
const OPEN = `('QUEUED', 'RUNNING')`;

/** What is callable by the application; everything else about old rows is decided here, so that nobody can ask for more to go. */
const FUNCTIONS = [
  'begin_sweep(text, interval)',
  'delete_old_job_events(int)',
  'delete_old_jobs(int)',
  'delete_old_idempotency_keys()',
  'delete_old_sessions()',
  'collect_artifacts(int)',
  'stored_keys(text, int)',
  'orphans_among(jsonb)',
];

/** How old rows, and the files that nothing needs, go: in small batches that wait for nobody, and by fixed rules. */
export class Migration20261120_9_retention extends Migration {
  override up(): void {
    // When a sweep of the whole installation began last; its row is the lease that keeps the other workers from doing the same.
    this.addSql(`create table sweeps (name text primary key, begun_at timestamptz(3) not null)`);
    this.addSql(`select protect_table('sweeps', 'false')`);
    this.addSql(`create function begin_sweep(wanted text, pause interval) returns boolean
      language plpgsql security definer set search_path = public as $$
      begin
        insert into sweeps values (wanted, clock_timestamp())
          on conflict (name) do update set begun_at = excluded.begun_at where sweeps.begun_at <= excluded.begun_at - pause;
        return found;
      end $$`);

    // A film stays when the job that made it goes.
    this.addSql(`alter table assets drop constraint if exists assets_workspace_id_job_id_fkey`);
    this.addSql(`alter table assets add constraint assets_workspace_id_job_id_fkey
      foreign key (workspace_id, job_id) references jobs (workspace_id, id) on delete set null (job_id)`);
    this.addSql(`alter table artifacts add column marked_at timestamptz(3)`);
    this.addSql(`create index artifacts_used on artifacts (used_at)`);
    // In the order in which stores list their keys.
    this.addSql(`create index "artifacts_key" on "artifacts" ("storage_key" collate "C")`);
    this.addSql(`create index "assets_key" on "assets" ("storage_key" collate "C")`);

    // Ids sort by time, so what is old stands at the beginning of the primary key, and no further index is needed.
    // From the oldest on, without a hole: a reader of the log tells from the first event that is left whether it missed any.
    this.addSql(`create function delete_old_job_events(keep_days int) returns int
      language plpgsql security definer set search_path = public as $$
      declare
        keep interval := make_interval(days => greatest(keep_days, 1));
        newest uuid := uuidv7(- keep);
        gone int;
      begin
        delete from job_events e using (
          select o.job_id, o.sequence from job_events o join jobs j on j.id = o.job_id
          where o.job_id < newest and j.status in ${ENDED} and j.finished_at < clock_timestamp() - keep
          order by o.job_id, o.sequence limit 5000) old
        where e.job_id = old.job_id and e.sequence = old.sequence;
        get diagnostics gone = row_count;
        return gone;
      end $$`);
    // With their steps and what is left of their events, some hundred rows each. The ledger keeps what they cost.
    this.addSql(`create function delete_old_jobs(keep_days int) returns int
      language plpgsql security definer set search_path = public as $$
      declare
        keep interval := make_interval(days => greatest(keep_days, 1));
        newest uuid := uuidv7(- keep);
        gone int;
      begin
        delete from jobs where id = any (array(
          select id from jobs where id < newest and status in ${ENDED} and finished_at < clock_timestamp() - keep
          order by id limit 50 for update skip locked));
        get diagnostics gone = row_count;
        return gone;
      end $$`);
    this.addSql(`create function delete_old_idempotency_keys() returns int
      language plpgsql security definer set search_path = public as $$
      declare gone int;
      begin
        delete from idempotency_keys where ctid = any (array(
          select ctid from idempotency_keys where created_at < clock_timestamp() - interval '24 hours' limit 5000 for update skip locked));
        get diagnostics gone = row_count;
        return gone;
      end $$`);
    // A used token tells of a thief for as long as it could have been used, which is a quarter of this time.
    this.addSql(`create function delete_old_sessions() returns int
      language plpgsql security definer set search_path = public as $$
      declare before timestamptz := clock_timestamp() - interval '30 days'; sessions_gone int; tokens_gone int;
      begin
        delete from sessions where id = any (array(
          select id from sessions where expires_at < before limit 500 for update skip locked));
        get diagnostics sessions_gone = row_count;
        delete from refresh_tokens where hash = any (array(
          select hash from refresh_tokens where used_at < before limit 5000 for update skip locked));
        get diagnostics tokens_gone = row_count;
        return sessions_gone + tokens_gone;
      end $$`);

    // An open job uses only what it made or touched itself, so nothing that was used since the oldest one of the workspace is taken.
    // What is marked waits longer than any step may take, and a mark from before the last use is none, so a hit needs only to touch
    // the row. Gives the keys of the objects whose rows are gone: nobody can find them any more, whoever wants the same makes it anew.
    this.addSql(`create function collect_artifacts(keep_days int) returns setof text
      language plpgsql security definer set search_path = public as $$
      declare
        before timestamptz := clock_timestamp() - make_interval(days => greatest(keep_days, 1));
        unused uuid[];
      begin
        select array_agg(id) into unused from (
          select a.id from artifacts a
          left join (select workspace_id, min(created_at) as since from jobs where status in ${OPEN} group by workspace_id) open
            on open.workspace_id = a.workspace_id
          where a.used_at < before and a.used_at < coalesce(open.since, 'infinity')
            and (a.marked_at is null or a.marked_at < a.used_at or a.marked_at < clock_timestamp() - interval '24 hours')
          order by a.used_at limit 5000 for update of a skip locked) candidates;
        return query delete from artifacts where id = any (unused) and marked_at >= used_at returning storage_key;
        update artifacts set marked_at = clock_timestamp() where id = any (unused);
      end $$`);

    // Two questions over all workspaces, for comparing rows with objects: keys, and nothing else of anybody.
    this.addSql(`create function stored_keys(after_key text, at_most int) returns table (storage_key text, must_exist boolean)
      language sql stable security definer set search_path = public
      begin atomic
        select key, needed from (
          (select a.storage_key collate "C" as key, true as needed from artifacts a
            where a.storage_key collate "C" > after_key order by 1 limit at_most)
          union all
          (select s.storage_key collate "C", s.status = 'READY' from assets s
            where s.storage_key collate "C" > after_key order by 1 limit at_most)) stored
        order by key limit at_most;
      end`);
    // Of these keys, those that no row names and that no open job is about to give a row.
    this.addSql(`create function orphans_among(keys jsonb) returns setof text
      language sql stable security definer set search_path = public
      begin atomic
        select key from jsonb_array_elements_text(keys) as key
        where not exists (select from artifacts a where a.storage_key collate "C" = key)
          and not exists (select from assets s where s.storage_key collate "C" = key)
          and not exists (select from jobs j where j.status in ${OPEN}
            and j.id = substring(key from '^[0-9a-f-]{36}/assets/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})')::uuid);
      end`);

    for (const name of FUNCTIONS) {
      this.addSql(`revoke execute on function ${name} from public`);
      this.addSql(`select grant_application('function ${name}', 'execute')`);
    }
  }

  override down(): void {
    this.addSql(`drop function ${FUNCTIONS.join(', ')}`);
    this.addSql(`drop index assets_key, artifacts_key, artifacts_used`);
    this.addSql(`alter table artifacts drop column marked_at`);
    this.addSql(`alter table assets drop constraint assets_workspace_id_job_id_fkey`);
    this.addSql(`alter table assets add constraint assets_workspace_id_job_id_fkey
      foreign key (workspace_id, job_id) references jobs (workspace_id, id)`);
    this.addSql(`drop table sweeps`);
    this.addSql(`delete from application_grants where target = any ('{${FUNCTIONS.map((name) => `"function ${name}"`).join(',')}}')`);
  }
}
