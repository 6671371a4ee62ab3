import { Migration } from '@mikro-orm/migrations';

/**
 * Taking and finishing a step, each in one statement: a step without work in it cost 28 trips to the database. What may be taken, and
 * what follows a failure, is decided in `step.service`; these write what was decided.
 */
export class Migration20261120_19_throughput extends Migration {
  override up(): void {
    // The job's new state and the event that tells of it. Which moves there are is known to `moveJob`.
    this.addSql(`create function move_job(wanted_job uuid, wanted_status text, why jsonb) returns void language plpgsql as $$
      begin
        update jobs set status = wanted_status, failure = why,
            started_at = case when wanted_status = 'RUNNING' then coalesce(started_at, clock_timestamp()) else started_at end,
            finished_at = case when wanted_status in ('COMPLETED', 'FAILED', 'CANCELED') then clock_timestamp() end,
            progress = case when wanted_status = 'COMPLETED' then 1 else progress end
          where id = wanted_job;
        perform append_job_event(wanted_job, 'STATUS', null, null, why->>'message');
        if wanted_status = 'COMPLETED' then perform learn_speeds(wanted_job); end if;
      end $$`);

    // Locks the job, which orders all that happens to it, and takes the step with a new attempt. Nothing when there is nothing to do any
    // more. A step of which a worker fell silent is only shown, with taken = false, until the caller has judged it.
    this.addSql(`create function take_step(wanted_job uuid, wanted_step uuid, wanted_delivery uuid, is_judged boolean)
        returns table (job jsonb, step jsonb, taken boolean) language plpgsql as $$
      declare j jobs; s job_steps; takes boolean;
      begin
        select * into j from jobs where id = wanted_job for no key update;
        select * into s from job_steps where id = wanted_step and job_id = wanted_job;
        if j.id is null or s.id is null or j.status not in ('QUEUED', 'RUNNING') or s.status not in ('PENDING', 'RUNNING') then return; end if;
        takes := is_judged or (s.status = 'PENDING' and s.crashes = 0);
        if takes then
          update job_steps set status = 'RUNNING', attempt = attempt + 1, crashes = crashes + (status = 'RUNNING')::int,
              delivery_id = wanted_delivery, started_at = coalesce(started_at, clock_timestamp())
            where id = s.id returning * into s;
          if j.status = 'QUEUED' then perform move_job(j.id, 'RUNNING', null); end if;
          perform append_job_event(j.id, 'STEP', s.name, s.scene_id, 'started');
        end if;
        return query select to_jsonb(j), to_jsonb(s), takes;
      end $$`);

    // Finishes the step of this attempt and lets go what waited for it. Returns how many steps of the job are left; null to a writer that
    // is fenced off, who must roll back.
    this
      .addSql(`create function finish_step(wanted_job uuid, wanted_step uuid, wanted_attempt int, outcome jsonb, is_reused boolean, told text)
        returns int language plpgsql as $$
      declare j jobs; s job_steps; left_over int; done double precision;
      begin
        select * into j from jobs where id = wanted_job for no key update;
        update job_steps set status = 'COMPLETED', progress = 1, result = outcome, reused = is_reused, finished_at = clock_timestamp()
          where id = wanted_step and attempt = wanted_attempt and status = 'RUNNING' returning * into s;
        if s.id is null or j.status is distinct from 'RUNNING' then return null; end if;
        update job_steps set blocked_by = blocked_by - 1 where id = any (s.unlocks);
        select count(*) filter (where status <> 'COMPLETED'), sum(weight * progress) into left_over, done
          from job_steps where workspace_id = j.workspace_id and job_id = j.id;
        update jobs set progress = greatest(progress, least(0.999, done)) where id = j.id;
        perform append_job_event(j.id, 'STEP', s.name, s.scene_id, told);
        return left_over;
      end $$`);
  }

  override down(): void {
    this.addSql(`drop function finish_step(uuid, uuid, int, jsonb, boolean, text), take_step(uuid, uuid, uuid, boolean)`);
    this.addSql(`drop function move_job(uuid, text, jsonb)`);
  }
}
