import { Migration } from '@mikro-orm/migrations';

const OPEN = `('QUEUED', 'RUNNING')`;
const REJECTIONS = [
  'FILE_MISSING',
  'EMPTY_FILE',
  'TOO_LARGE',
  'SIZE_MISMATCH',
  'HASH_MISMATCH',
  'TYPE_UNKNOWN',
  'TYPE_MISMATCH',
  'ACTIVE_CONTENT',
  'PLAYLIST',
  'ARCHIVE',
  'POLYGLOT',
  'DAMAGED',
  'UNSUPPORTED_ENCODING',
  'EXTERNAL_REFERENCE',
  'TOO_MANY_PIXELS',
  'TOO_MANY_FRAMES',
  'TOO_MANY_STREAMS',
  'TOO_LONG',
  'FRAME_RATE_TOO_HIGH',
  'BIT_DEPTH_TOO_HIGH',
  'EXPANDS_TOO_MUCH',
  'TOO_COMPLEX',
  'FONT_INVALID',
  'CAPTIONS_INVALID',
  'FETCH_FAILED',
  'INGEST_FAILED',
  'CANCELED',
];

/** What a check of a file finds out, what is made of the file, and that a file shares the fate of the job that checks it. */
export class Migration20261120_14_ingest extends Migration {
  override up(): void {
    this.addSql(`alter table assets add column metadata jsonb, add column rejection text, add column rejection_hint text,
      add column derived text[] not null default '{}', add column derived_bytes bigint not null default 0,
      add constraint assets_rejection_check check (rejection in (${REJECTIONS.map((code) => `'${code}'`).join(', ')}))`);
    this.addSql(`create index "assets_content" on "assets" ("workspace_id", "sha256") where status = 'READY' and role is null`);
    this.addSql(`create index "assets_derived" on "assets" ("storage_key" collate "C") where derived <> '{}'`);

    // A job that ends without a verdict (its worker died, storage stayed away, somebody canceled it) must not leave its file in PROCESSING
    // for ever; one that is queued again takes up its file again. The verdicts on the bytes themselves are written by the step PROBE.
    this.addSql(`create function settle_ingest() returns trigger language plpgsql as $$
      begin
        if new.status = 'QUEUED' then
          update assets set status = 'PROCESSING', rejection = null, rejection_hint = null
            where job_id = new.id and status = 'REJECTED' and rejection in ('INGEST_FAILED', 'FETCH_FAILED');
        else
          update assets set status = 'REJECTED', rejection_hint = new.failure->>'hint',
              rejection = case when new.status = 'CANCELED' then 'CANCELED' when new.failure->>'step' = 'FETCH' then 'FETCH_FAILED' else 'INGEST_FAILED' end
            where job_id = new.id and status = 'PROCESSING';
        end if;
        return null;
      end $$`);
    this.addSql(`create trigger settle_ingest after update of status on jobs for each row
      when (new.type in ('INGEST', 'IMPORT') and new.status in ('QUEUED', 'FAILED', 'CANCELED'))
      execute function settle_ingest()`);

    // What was made of a file lies in the folder of its key, and sorts behind it ('original'), so that both lists stay in the order of keys.
    // Rows of the same content share their keys: each is told once.
    this.addSql(`create or replace function stored_keys(after_key text, at_most int) returns table (storage_key text, must_exist boolean)
      language sql stable security definer set search_path = public
      begin atomic
        select key, bool_or(needed) from (
          (select a.storage_key collate "C" as key, true as needed from artifacts a
            where a.storage_key collate "C" > after_key order by 1 limit at_most)
          union all
          (select s.storage_key collate "C", bool_or(s.status = 'READY') from assets s
            where s.storage_key collate "C" > after_key group by 1 order by 1 limit at_most)
          union all
          (select key, bool_or(ready) from (
            select (substring(s.storage_key from '^.*/') || leaf) collate "C" as key, s.status = 'READY' as ready
            from assets s cross join unnest(s.derived) as leaf
            where s.derived <> '{}' and s.storage_key collate "C" > coalesce(substring(after_key from '^.*/'), '')) made
            where key > after_key group by 1 order by 1 limit at_most)) stored
        group by key order by key limit at_most;
      end`);
    // What is being made has no row yet; the file it is made of has.
    this.addSql(`create or replace function orphans_among(keys jsonb) returns setof text
      language sql stable security definer set search_path = public
      begin atomic
        select key from jsonb_array_elements_text(keys) as key
        cross join lateral (select
          substring(key from '^[0-9a-f-]{36}/assets/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})')::uuid as owner,
          substring(key from '^.*/') || 'original' as original, substring(key from '[^/]*$') as leaf) parts
        where not exists (select from artifacts a where a.storage_key collate "C" = key)
          and not exists (select from assets s where s.storage_key collate "C" = key)
          and not exists (select from assets s where s.storage_key collate "C" = original and leaf = any (s.derived))
          and not exists (select from assets s where s.id = owner and s.status in ('PENDING', 'PROCESSING'))
          and not exists (select from jobs j where j.status in ${OPEN} and j.id = owner);
      end`);
  }

  override down(): void {
    this.addSql(`create or replace function stored_keys(after_key text, at_most int) returns table (storage_key text, must_exist boolean)
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
    this.addSql(`create or replace function orphans_among(keys jsonb) returns setof text
      language sql stable security definer set search_path = public
      begin atomic
        select key from jsonb_array_elements_text(keys) as key
        where not exists (select from artifacts a where a.storage_key collate "C" = key)
          and not exists (select from assets s where s.storage_key collate "C" = key)
          and not exists (select from jobs j where j.status in ${OPEN}
            and j.id = substring(key from '^[0-9a-f-]{36}/assets/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})')::uuid);
      end`);
    this.addSql(`drop trigger settle_ingest on jobs`);
    this.addSql(`drop function settle_ingest()`);
    this.addSql(`drop index assets_derived, assets_content`);
    this.addSql(`alter table assets drop column derived_bytes, drop column derived, drop column rejection_hint, drop column rejection,
      drop column metadata`);
  }
}
