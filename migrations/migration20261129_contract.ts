import { Migration } from '@mikro-orm/migrations';

const JOB_TYPES = `'JOB_STATUS', 'JOB_STEP', 'JOB_PROGRESS', 'JOB_LOG'`;
const WORKSPACE_TYPES = `'ASSET', 'PROJECT', 'BATCH', 'CREDITS', 'MEMBER', 'CHANNEL', 'SLOT'`;

/** Webhooks receive the changes of their workspace besides the events of its jobs. */
export class Migration20261129_contract extends Migration {
  override up(): void {
    this.addSql(`alter table webhook_deliveries drop constraint webhook_deliveries_type_check`);
    this.addSql(
      `alter table webhook_deliveries add constraint webhook_deliveries_type_check check (type in (${JOB_TYPES}, ${WORKSPACE_TYPES}, 'TEST'))`,
    );
    // As feed_webhooks: in the change's own transaction, and skipping a webhook that is being deleted.
    this.addSql(`create function feed_webhooks_of_workspace() returns trigger language plpgsql as $$
      begin
        insert into webhook_deliveries (workspace_id, webhook_id, type, event)
          select new.workspace_id, w.id, new.type,
            jsonb_build_object('transaction', new.xact::text, 'event', new.id::text, 'at', new.at, 'action', new.action,
              'subjectId', new.subject_id, 'actorId', new.actor_id)
          from webhooks w
          where w.workspace_id = new.workspace_id and w.enabled and new.type = any (w.types)
          order by w.id for key share;
        if found then perform pg_notify('webhooks_due', new.workspace_id::text); end if;
        return null;
      end $$`);
    // A job's changes are delivered from its own log, with more detail.
    this.addSql(`create trigger feed_webhooks after insert on workspace_events for each row when (new.type <> 'JOB')
      execute function feed_webhooks_of_workspace()`);
  }

  override down(): void {
    this.addSql(`drop trigger feed_webhooks on workspace_events`);
    this.addSql(`drop function feed_webhooks_of_workspace()`);
    this.addSql(`delete from webhook_deliveries where type in (${WORKSPACE_TYPES})`);
    this.addSql(`update webhooks set types = array(select type from unnest(types) as type where type not in (${WORKSPACE_TYPES}))`);
    this.addSql(`alter table webhook_deliveries drop constraint webhook_deliveries_type_check`);
    this.addSql(`alter table webhook_deliveries add constraint webhook_deliveries_type_check check (type in (${JOB_TYPES}, 'TEST'))`);
  }
}
