import { Migration } from '@mikro-orm/migrations';

/** Who is served next: plans with caps and weights, turns of workspaces, workers that live, measured speeds. */
export class Migration20261120_6_fairness extends Migration {
  override up(): void {
    // What a workspace may have of the workers. A workspace without a row of its own has the plan `standard`.
    this.addSql(`create table plans (
      name text primary key, concurrent_steps int not null, weight int not null,
      constraint plans_concurrent_steps_check check (concurrent_steps > 0), constraint plans_weight_check check (weight > 0))`);
    this.addSql(`insert into plans (name, concurrent_steps, weight) values ('standard', 32, 1)`);
    this.addSql(`create table workspace_plans (
      workspace_id uuid primary key references workspaces (id) on delete cascade, plan text not null references plans (name))`);
    // When a workspace was served last, in rounds: each admitted step moves it by 1 / weight.
    this.addSql(`create table admission_turns (
      workspace_id uuid primary key references workspaces (id) on delete cascade, turn double precision not null)`);
    this.addSql(`create index admission_turns_newest on admission_turns (turn)`);
    this.addSql(`create table workers (id uuid primary key, concurrency int not null, seen_at timestamptz(3) not null)`);
    // Of films that were finished: seconds of one step, and how many such steps a job has. Averages that forget.
    this.addSql(`create table job_speeds (
      type text not null, name text not null, seconds double precision, steps double precision not null, primary key (type, name))`);
    // The application reaches all of these through the functions below only.
    for (const table of ['plans', 'admission_turns', 'workers', 'job_speeds']) this.addSql(`select protect_table('${table}', 'false')`);
    this.addSql(`select protect_tenant_table('workspace_plans')`);

    this.addSql(`alter table jobs add column priority int not null default 5`);
    this.addSql(`alter table job_steps add column delivery_id uuid, add column resting_until timestamptz(3)`);

    // What is nearer to its film's end goes first: encoding begins while later scenes are still spoken. Within a stage the first
    // scenes come first, so that the first segment is there early.
    this.addSql(`create function step_urgency(name text, scene int) returns int language sql immutable parallel safe
      return case name when 'SEGMENT' then 1 when 'ASSEMBLE' then 2 when 'VERIFY' then 3 when 'DELIVER' then 4 else 0 end * 1000
        + 999 - least(scene, 999)`);
    this.addSql(`create index "jobs_open" on "jobs" ("workspace_id", "priority" desc, "id") where status in ('QUEUED', 'RUNNING')`);
    this.addSql(`create index jobs_running on jobs (id) where status = 'RUNNING'`);
    this.addSql(`drop index jobs_queued, job_steps_backlog`);
    this.addSql(
      `create index "job_steps_backlog" on "job_steps" ("job_id", step_urgency(name, position) desc, "id") where status = 'PENDING' and blocked_by = 0 and admitted_at is null`,
    );

    // Steps that workers can do at once, as far as they have said so lately.
    this.addSql(`create function workers_concurrency() returns int language sql stable set search_path = public
      begin atomic; select coalesce(sum(concurrency), 0)::int from workers where seen_at > clock_timestamp() - interval '15 seconds'; end`);
    this
      .addSql(`create function worker_alive(worker uuid, wanted_concurrency int) returns void language sql security definer set search_path = public
      begin atomic
        delete from workers where seen_at < clock_timestamp() - interval '1 minute';
        insert into workers (id, concurrency, seen_at) values (worker, wanted_concurrency, clock_timestamp())
          on conflict (id) do update set concurrency = excluded.concurrency, seen_at = excluded.seen_at;
      end`);
    this.addSql(`create function worker_gone(worker uuid) returns void language sql security definer set search_path = public
      begin atomic; delete from workers where id = worker; end`);

    // Workspaces that have work, found by jumping from one to the next in the index: their backlogs may be long.
    this.addSql(`create function open_workspaces() returns table
        (workspace_id uuid, concurrent_steps int, weight int, last_turn double precision, next_turn double precision)
      language sql stable set search_path = public
      begin atomic
        with recursive found (id) as (
          (select j.workspace_id from jobs j where j.status in ('QUEUED', 'RUNNING') order by j.workspace_id limit 1)
          union all
          select (select j.workspace_id from jobs j where j.status in ('QUEUED', 'RUNNING') and j.workspace_id > f.id
            order by j.workspace_id limit 1) from found f where f.id is not null)
        select f.id, p.concurrent_steps, p.weight, t.turn,
          greatest((select max(turn) from admission_turns), t.turn + 1.0 / p.weight, 0)
        from found f left join workspace_plans w on w.workspace_id = f.id join plans p on p.name = coalesce(w.plan, 'standard')
          left join admission_turns t on t.workspace_id = f.id
        where f.id is not null;
      end`);

    // Admission looks across workspaces, which no member may: hence a definer. The advisory lock makes the caps exact. As many steps
    // are admitted as workers do at once: so the order is decided here, at the last moment, and the queue need not be fair. Workspaces
    // take turns; who was idle joins at the turn that is now, ahead of those who wait for their next one, and saves nothing up.
    this.addSql(`drop function admit_steps(int)`);
    this.addSql(`create function admit_steps(at_least int) returns table (step_id uuid, job_id uuid, workspace_id uuid)
      language plpgsql security definer set search_path = public as $$
      declare room int; picked uuid[]; turns double precision[];
      begin
        perform pg_advisory_xact_lock(hashtext('reelwright.admission'));
        -- What waits for its next try keeps its workspace's place, and no worker's.
        select greatest(at_least, workers_concurrency()) - count(*) into room from job_steps s
          where s.admitted_at is not null and s.status in ('PENDING', 'RUNNING')
            and (s.status = 'RUNNING' or s.resting_until is null or s.resting_until <= clock_timestamp());
        if room <= 0 then return; end if;
        select array_agg(c.id order by c.turn, c.last_turn nulls first, c.workspace), array_agg(c.turn order by c.turn, c.last_turn nulls first, c.workspace)
          into picked, turns
          from (
            select free.id, o.workspace_id as workspace, o.last_turn, o.next_turn + (free.place - 1.0) / o.weight as turn
            from open_workspaces() o
            left join (select s.workspace_id, count(*)::int as steps from job_steps s
              where s.admitted_at is not null and s.status in ('PENDING', 'RUNNING') group by s.workspace_id) a on a.workspace_id = o.workspace_id
            cross join lateral (
              select f.id, row_number() over (order by f.priority desc, f.job_id, f.urgency desc, f.id) as place
              from (
                select s.id, s.job_id, s.urgency, j.priority
                from jobs j cross join lateral (
                  select b.id, b.job_id, step_urgency(b.name, b.position) as urgency from job_steps b
                  where b.job_id = j.id and b.status = 'PENDING' and b.blocked_by = 0 and b.admitted_at is null
                  order by step_urgency(b.name, b.position) desc, b.id limit room) s
                where j.workspace_id = o.workspace_id and j.status in ('QUEUED', 'RUNNING')
                order by j.priority desc, j.id, s.urgency desc, s.id
                limit greatest(0, least(room, o.concurrent_steps - coalesce(a.steps, 0)))) f) free
            order by turn, last_turn nulls first, workspace
            limit room) c;
        -- Locked steps belong to jobs that end at this moment, whose transactions come here next: to wait for them would be a deadlock.
        return query
          with taken as (
            update job_steps s set admitted_at = clock_timestamp(), resting_until = null
            where s.id = any (array(
              select b.id from job_steps b where b.id = any (picked) and b.status = 'PENDING' and b.blocked_by = 0 and b.admitted_at is null
              for no key update skip locked))
            returning s.id, s.job_id, s.workspace_id),
          turned as (
            insert into admission_turns (workspace_id, turn)
              select t.workspace_id, max(p.turn) from taken t join unnest(picked, turns) as p (id, turn) on p.id = t.id group by t.workspace_id
              on conflict on constraint admission_turns_pkey do update set turn = excluded.turn)
          select t.id, t.job_id, t.workspace_id from taken t;
      end $$`);

    // How long things take, learned from a job that was completed. Steps that found their work done, or were tried again, say nothing
    // of it. The admission lock comes first: two jobs that end at once would wait for each other's rows.
    this.addSql(`create function learn_speeds(wanted_job uuid) returns void language plpgsql security definer set search_path = public as $$
      begin
        perform pg_advisory_xact_lock(hashtext('reelwright.admission'));
        insert into job_speeds as known (type, name, seconds, steps)
          select j.type, s.name, avg(extract(epoch from s.finished_at - s.started_at)) filter (where s.attempt = 1 and not s.reused), count(*)
          from job_steps s join jobs j on j.id = s.job_id where j.id = wanted_job and s.status = 'COMPLETED' group by j.type, s.name
          on conflict (type, name) do update set
            seconds = coalesce(known.seconds + 0.2 * (excluded.seconds - known.seconds), excluded.seconds, known.seconds),
            steps = known.steps + 0.2 * (excluded.steps - known.steps);
      end $$`);

    // When open jobs of the caller's workspaces start and end, and their places in the fair order. Numbers, and nothing else of anybody's.
    // In plpgsql, which keeps the plan: making it takes longer than running it.
    this.addSql(`create function job_forecasts(wanted uuid[])
        returns table (job_id uuid, queue_position int, start_at timestamptz, finish_at timestamptz)
      language plpgsql stable security definer set search_path = public as $$
      #variable_conflict use_column
      begin
        return query with tenants as materialized (select * from open_workspaces()),
        place as materialized (
          select greatest(workers_concurrency(), (select count(*) from job_steps where admitted_at is not null and status = 'RUNNING'))::float as at_once,
            (select sum(weight) from tenants)::float as weights),
        typical as materialized (select type, sum(seconds * steps) as seconds from job_speeds group by type),
        -- They wait no longer for their turn, only for a worker.
        sent as materialized (
          select j.id, j.workspace_id, j.priority, row_number() over (order by min(s.admitted_at), j.id)::int as position
          from job_steps s join jobs j on j.id = s.job_id
          where s.admitted_at is not null and s.status in ('PENDING', 'RUNNING') and j.status = 'QUEUED' group by j.id),
        queued as materialized (
          select c.workspace_id, sum(c.jobs)::int - (select count(*)::int from sent x where x.workspace_id = c.workspace_id) as jobs,
            sum(c.jobs * y.seconds) as seconds
          from (select workspace_id, type, count(*) as jobs from jobs where status = 'QUEUED' group by workspace_id, type) c
          left join typical y on y.type = c.type group by c.workspace_id),
        asked as materialized (
          select j.* from jobs j where j.id = any (wanted) and j.workspace_id = any (app_workspace_ids()) and j.status in ('QUEUED', 'RUNNING')),
        open as materialized (
          select id, workspace_id, type, priority, status from jobs where status = 'RUNNING'
          union select id, workspace_id, type, priority, status from asked),
        -- What is left of each stage of these jobs, in steps. Stages whose steps are not known yet are as long as they usually are.
        stages as materialized (
          select o.id, coalesce(own.pace, s.seconds) as seconds,
            case when own.name is null then s.steps else coalesce(own.steps, 0) end as steps,
            case when own.name is null then 1 else coalesce(own.longest, 0) end as longest
          from open o join job_speeds s on s.type = o.type
          left join lateral (
            select x.name, sum(1 - x.progress) filter (where x.status in ('PENDING', 'RUNNING')) as steps,
              max(1 - x.progress) filter (where x.status in ('PENDING', 'RUNNING')) as longest,
              avg(extract(epoch from x.finished_at - x.started_at)) filter (where x.status = 'COMPLETED' and x.attempt = 1 and not x.reused) as pace
            from job_steps x where x.workspace_id = o.workspace_id and x.job_id = o.id group by x.name) own on own.name = s.name),
        running as materialized (
          select o.workspace_id, o.priority, o.id, sum(g.seconds * g.steps) as seconds
          from open o join stages g on g.id = o.id where o.status = 'RUNNING' group by o.workspace_id, o.priority, o.id),
        total as materialized (
          select t.workspace_id, coalesce((select sum(r.seconds) from running r where r.workspace_id = t.workspace_id), 0)
            + coalesce((select q.seconds from queued q where q.workspace_id = t.workspace_id), 0) as seconds from tenants t),
        ranks as materialized (
          select j.id, row_number() over (partition by j.workspace_id order by j.priority desc, j.id) - 1 as before from jobs j
          where j.status = 'QUEUED' and j.workspace_id in (select workspace_id from asked where status = 'QUEUED')),
        -- Steps at once that the workspace gets while all others want theirs too.
        shares as materialized (
          select a.*, t.weight, t.last_turn, t.next_turn, p.at_once, least(t.concurrent_steps, p.at_once) as most,
            least(t.concurrent_steps, p.at_once * t.weight / p.weights) as share,
            coalesce((select sum(r.seconds) from running r where r.workspace_id = a.workspace_id
              and (r.priority > a.priority or (r.priority = a.priority and r.id < a.id))), 0) + b.jobs * coalesce(y.seconds, 0) as before,
            b.jobs - (select count(*)::int from sent x where x.workspace_id = a.workspace_id
              and (x.priority > a.priority or (x.priority = a.priority and x.id < a.id))) as jobs_before,
            coalesce((select sum(o.seconds) from total o where o.workspace_id <> a.workspace_id), 0) as others
          from asked a join tenants t on t.workspace_id = a.workspace_id cross join place p
          left join typical y on y.type = a.type
          cross join lateral (
            select coalesce((select r.before from ranks r where r.id = a.id), (select count(*) from jobs q
              where a.status = 'RUNNING' and q.workspace_id = a.workspace_id and q.status = 'QUEUED' and q.priority > a.priority))::int as jobs) b),
        -- At most as long as its share takes, or as all work takes that could come before; at least as long as its own work takes alone.
        waits as materialized (
          select s.*, case when s.at_once > 0 then greatest(s.before / s.most, least(s.before / s.share, (s.before + s.others) / s.at_once)) end as seconds,
            s.next_turn + s.jobs_before::float / s.weight as turn
          from shares s)
        select w.id,
          case when w.status = 'QUEUED' then coalesce((select x.position from sent x where x.id = w.id),
            -- Of each other workspace, as many as have their turns before; those whose turn is the same, by who was served longer ago.
            (select count(*)::int from sent) + w.jobs_before + 1 + coalesce((
              select sum(least(q.jobs, greatest(0, case
                when (coalesce(t.last_turn, -1), t.workspace_id) < (coalesce(w.last_turn, -1), w.workspace_id)
                then floor((w.turn - t.next_turn) * t.weight) + 1 else ceil((w.turn - t.next_turn) * t.weight) end)))::int
              from tenants t join queued q on q.workspace_id = t.workspace_id where t.workspace_id <> w.workspace_id), 0)) end,
          case when w.status = 'RUNNING' then w.started_at
            when exists (select from typical y where y.type = w.type) then clock_timestamp() + w.seconds * interval '1 second' end,
          -- A stage takes as long as its share of the workers needs for it, and no less than one of its steps.
          (select clock_timestamp() + (w.seconds + sum(g.seconds * case when g.steps > 0 then greatest(g.longest, g.steps / nullif(w.share, 0)) else 0 end)) * interval '1 second'
            from stages g where g.id = w.id)
        from waits w;
      end $$`);
    this.addSql(`drop function jobs_queued_before(uuid)`);

    // What a plan gives, told to the members of the workspace.
    this.addSql(`create function workspace_limits(wanted_workspace uuid) returns table (plan text, concurrent_steps int, weight int)
      language sql stable security definer set search_path = public
      begin atomic
        select p.name, p.concurrent_steps, p.weight
        from workspaces s left join workspace_plans w on w.workspace_id = s.id join plans p on p.name = coalesce(w.plan, 'standard')
        where s.id = wanted_workspace and s.id = any (app_workspace_ids());
      end`);

    for (const name of ['open_workspaces()', 'workers_concurrency()', ...APPLICATION_FUNCTIONS]) {
      this.addSql(`revoke execute on function ${name} from public`);
    }
    for (const name of APPLICATION_FUNCTIONS) this.addSql(`select grant_application('function ${name}', 'execute')`);
    // Grants that are given again name what is there: these two are not, any more.
    this.addSql(`delete from application_grants where target = 'function jobs_queued_before(uuid)'`);
  }

  override down(): void {
    for (const name of APPLICATION_FUNCTIONS) this.addSql(`drop function ${name}`);
    this.addSql(`drop function open_workspaces(), workers_concurrency()`);
    this.addSql(`drop index jobs_open, jobs_running, job_steps_backlog`);
    this.addSql(`drop function step_urgency(text, int)`);
    this.addSql(`alter table jobs drop column priority`);
    this.addSql(`alter table job_steps drop column delivery_id, drop column resting_until`);
    this.addSql(`drop table workspace_plans, plans, admission_turns, workers, job_speeds`);
    this.addSql(`create index jobs_queued on jobs (id) where status = 'QUEUED'`);
    this.addSql(
      `create index "job_steps_backlog" on "job_steps" ("id") where status = 'PENDING' and blocked_by = 0 and admitted_at is null`,
    );
    this.addSql(`create function admit_steps(cap int) returns table (step_id uuid, job_id uuid, workspace_id uuid, name text, scene int)
      language plpgsql security definer set search_path = public as $$
      begin
        perform pg_advisory_xact_lock(hashtext('reelwright.admission'));
        return query
          update job_steps set admitted_at = clock_timestamp()
          where id = any (array(
            select s.id from job_steps s join jobs j on j.id = s.job_id
            where s.status = 'PENDING' and s.blocked_by = 0 and s.admitted_at is null and j.status in ('QUEUED', 'RUNNING')
            order by s.job_id, s.id
            limit greatest(0, cap - (select count(*)::int from job_steps a where a.admitted_at is not null and a.status in ('PENDING', 'RUNNING')))
            for no key update of s skip locked))
          returning job_steps.id, job_steps.job_id, job_steps.workspace_id, job_steps.name, job_steps.position;
      end $$`);
    this
      .addSql(`create function jobs_queued_before(wanted_job uuid) returns int language sql stable security definer set search_path = public
      begin atomic; select count(*)::int from jobs where status = 'QUEUED' and id < wanted_job; end`);
    for (const name of APPLICATION_FUNCTIONS) this.addSql(`delete from application_grants where target = 'function ${name}'`);
    for (const name of ['admit_steps(int)', 'jobs_queued_before(uuid)']) {
      this.addSql(`revoke execute on function ${name} from public`);
      this.addSql(`select grant_application('function ${name}', 'execute')`);
    }
  }
}

const APPLICATION_FUNCTIONS = [
  'admit_steps(int)',
  'worker_alive(uuid, int)',
  'worker_gone(uuid)',
  'learn_speeds(uuid)',
  'job_forecasts(uuid[])',
  'workspace_limits(uuid)',
];
