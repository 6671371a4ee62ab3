import { Migration } from '@mikro-orm/migrations';

/** What calls to vendors cost is kept with the step that made them. */
export class Migration20261129_catalogue extends Migration {
  override up(): void {
    this.addSql(`alter table job_steps add column costs jsonb not null default '[]'::jsonb`);
  }

  override down(): void {
    this.addSql(`alter table job_steps drop column costs`);
  }
}
