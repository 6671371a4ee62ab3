import { Migration } from '@mikro-orm/migrations';

const BACKLOG = `where status = 'PENDING' and blocked_by = 0 and admitted_at is null`;

/**
 * What calls to vendors cost is kept with the step that made them; how urgent a step is comes with its plan, so that the engine
 * needs to know no type of job.
 */
export class Migration20261129_catalogue extends Migration {
  override up(): void {
    this.addSql(`alter table job_steps add column costs jsonb not null default '[]'::jsonb, add column urgency int not null default 0`);
    this.addSql(`update job_steps set urgency = step_urgency(name, position) where status in ('PENDING', 'RUNNING')`);
    this.addSql(`drop index job_steps_backlog`);
    this.addSql(`create index "job_steps_backlog" on "job_steps" ("job_id", urgency desc, "id") ${BACKLOG}`);
    this.#rewriteAdmission('step_urgency(b.name, b.position)', 'b.urgency');
    this.addSql(`drop function step_urgency(text, int)`);
  }

  override down(): void {
    this.addSql(`create function step_urgency(name text, scene int) returns int language sql immutable parallel safe
      return case name when 'SEGMENT' then 1 when 'ASSEMBLE' then 2 when 'VERIFY' then 3 when 'DELIVER' then 4 else 0 end * 1000
        + 999 - least(scene, 999)`);
    this.#rewriteAdmission('b.urgency', 'step_urgency(b.name, b.position)');
    this.addSql(`drop index job_steps_backlog`);
    this.addSql(`create index "job_steps_backlog" on "job_steps" ("job_id", step_urgency(name, position) desc, "id") ${BACKLOG}`);
    this.addSql(`alter table job_steps drop column costs, drop column urgency`);
  }

  /** One expression of the function changes, and nothing else of it. */
  #rewriteAdmission(from: string, to: string): void {
    this.addSql(`do $$
      declare source text := pg_get_functiondef('admit_steps(int)'::regprocedure);
      begin
        if position('${from}' in source) = 0 then raise exception 'admit_steps does not order by ${from}'; end if;
        execute replace(source, '${from}', '${to}');
      end $$`);
  }
}
