import { Migration } from '@mikro-orm/migrations';

const EVENT_TYPES = `'JOB_STATUS', 'JOB_STEP', 'JOB_PROGRESS', 'JOB_LOG', 'TEST'`;

/** Webhooks: who wants to hear what, and each event on its way to each of them. */
export class Migration20261120_5_webhooks extends Migration {
  override up(): void {
    this.addSql(`create table webhooks (
      id uuid primary key, workspace_id uuid not null references workspaces (id) on delete cascade,
      url text not null, description text, types text[] not null, enabled boolean not null default true, disabled_reason text,
      secret text not null, previous_secret text, previous_secret_until timestamptz(3),
      failures int not null default 0, failing_since timestamptz(3), retry_at timestamptz(3), leased_until timestamptz(3),
      created_by uuid references users (id), created_at timestamptz(3) not null default now(),
      constraint webhooks_workspace_id unique (workspace_id, id))`);
    // Positions are drawn under the lock of the job's row: the events of a job keep their order.
    this.addSql(`create table webhook_deliveries (
      id uuid primary key default uuidv7(), workspace_id uuid not null, webhook_id uuid not null,
      position bigserial not null,
      type text not null, event jsonb not null, status text not null default 'PENDING',
      attempts int not null default 0, attempted_at timestamptz(3), delivered_at timestamptz(3),
      response_status int, response_body text, duration_ms int, error text,
      created_at timestamptz(3) not null default clock_timestamp(),
      expires_at timestamptz(3) not null default clock_timestamp() + interval '24 hours',
      foreign key (workspace_id, webhook_id) references webhooks (workspace_id, id) on delete cascade,
      constraint webhook_deliveries_type_check check (type in (${EVENT_TYPES})),
      constraint webhook_deliveries_status_check check (status in ('PENDING', 'DELIVERED', 'FAILED')))`);
    this.addSql(`create index "webhook_deliveries_waiting" on "webhook_deliveries" ("webhook_id", "position") where status = 'PENDING'`);
    this.addSql(`create index webhook_deliveries_newest on webhook_deliveries (webhook_id, id)`);
    this.addSql(`create index webhook_deliveries_age on webhook_deliveries (created_at)`);
    for (const table of ['webhooks', 'webhook_deliveries']) this.addSql(`select protect_tenant_table('${table}')`);
    this.addSql(`select grant_application('webhooks', 'select, insert, update, delete')`);
    this.addSql(`select grant_application('webhook_deliveries', 'select, insert, update')`);
    this.addSql(`select grant_application('sequence webhook_deliveries_position_seq', 'usage')`);

    // In the transaction that appends the event: what commits is on its way, what does not never was. A workspace without webhooks
    // pays one look into an index. The key share lock skips a webhook that is deleted at this moment, where the foreign key would
    // fail the job's transaction; it is the lock that the foreign key takes anyway.
    this.addSql(`create function feed_webhooks() returns trigger language plpgsql as $$
      begin
        insert into webhook_deliveries (workspace_id, webhook_id, type, event)
          select new.workspace_id, w.id, 'JOB_' || new.type,
            jsonb_build_object('jobId', new.job_id, 'sequence', new.sequence, 'at', new.at, 'status', new.status,
              'progress', new.progress, 'step', new.step, 'sceneId', new.scene_id, 'message', new.message)
          from webhooks w
          where w.workspace_id = new.workspace_id and w.enabled and 'JOB_' || new.type = any (w.types)
          order by w.id for key share;
        if found then perform pg_notify('webhooks_due', new.workspace_id::text); end if;
        return null;
      end $$`);
    this.addSql(`create trigger feed_webhooks after insert on job_events for each row execute function feed_webhooks()`);

    // Two questions over all workspaces, which no member may ask: hence definers. They give away ids and change nothing of anybody's.
    this.addSql(`create function due_webhooks(only_workspace uuid) returns table (workspace_id uuid, webhook_id uuid)
      language sql stable security definer set search_path = public
      begin atomic
        select w.workspace_id, w.id from webhooks w
        where (only_workspace is null or w.workspace_id = only_workspace) and w.enabled
          and (w.retry_at is null or w.retry_at <= clock_timestamp()) and (w.leased_until is null or w.leased_until <= clock_timestamp())
          and exists (select from webhook_deliveries d
            where d.webhook_id = w.id and d.status = 'PENDING' and d.expires_at > clock_timestamp());
      end`);
    this.addSql(`create function webhooks_sealed_otherwise(key_prefix text) returns table (workspace_id uuid, webhook_id uuid)
      language sql stable security definer set search_path = public
      begin atomic
        select w.workspace_id, w.id from webhooks w
        where not starts_with(w.secret, key_prefix) or not starts_with(w.previous_secret, key_prefix);
      end`);
    // Skips what is locked: several workers tidy at once, and a delivery that is being settled is none of theirs.
    this.addSql(`create function tidy_webhook_deliveries(keep interval) returns void
      language sql security definer set search_path = public
      begin atomic
        update webhook_deliveries set status = 'FAILED', error = coalesce(error, 'Those before it could not be delivered in time.')
          where id in (select id from webhook_deliveries where status = 'PENDING' and expires_at <= clock_timestamp()
            limit 10000 for update skip locked);
        delete from webhook_deliveries
          where id in (select id from webhook_deliveries where created_at < clock_timestamp() - keep and status <> 'PENDING'
            limit 10000 for update skip locked);
      end`);
  }

  override down(): void {
    this.addSql(`drop function tidy_webhook_deliveries(interval), webhooks_sealed_otherwise(text), due_webhooks(uuid)`);
    this.addSql(`drop trigger feed_webhooks on job_events`);
    this.addSql(`drop function feed_webhooks()`);
    this.addSql(`drop table webhook_deliveries, webhooks`);
    this.addSql(
      `delete from application_grants where target in ('webhooks', 'webhook_deliveries', 'sequence webhook_deliveries_position_seq')`,
    );
  }
}
