import { Migration } from '@mikro-orm/migrations';

/** What learning takes, and how steps of the job are found. */
interface Learning {
  /** Before anything is written. */
  readonly lock: string;
  readonly stepsOfJob: string;
}

/**
 * Learning from a job that completed looked through all steps of all time, for want of the workspace by which they are indexed, and
 * held the admission lock meanwhile: every job that ended waited for it.
 */
export class Migration20261120_17_speeds extends Migration {
  override up(): void {
    this.#learnSpeeds({
      // An average may miss one of two jobs that end at the same moment; nobody waits for it.
      lock: `if not pg_try_advisory_xact_lock(hashtext('reelwright.speeds')) then return; end if;`,
      stepsOfJob: 's.workspace_id = j.workspace_id and s.job_id = j.id',
    });
  }

  override down(): void {
    this.#learnSpeeds({ lock: `perform pg_advisory_xact_lock(hashtext('reelwright.admission'));`, stepsOfJob: 'j.id = s.job_id' });
  }

  #learnSpeeds({ lock, stepsOfJob }: Learning): void {
    this
      .addSql(`create or replace function learn_speeds(wanted_job uuid) returns void language plpgsql security definer set search_path = public as $$
      begin
        ${lock}
        insert into job_speeds as known (type, name, seconds, steps)
          select j.type, s.name, avg(extract(epoch from s.finished_at - s.started_at)) filter (where s.attempt = 1 and not s.reused), count(*)
          from job_steps s join jobs j on ${stepsOfJob} where j.id = wanted_job and s.status = 'COMPLETED' group by j.type, s.name
          on conflict (type, name) do update set
            seconds = coalesce(known.seconds + 0.2 * (excluded.seconds - known.seconds), excluded.seconds, known.seconds),
            steps = known.steps + 0.2 * (excluded.steps - known.steps);
      end $$`);
  }
}
