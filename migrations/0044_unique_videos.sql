-- migrate:up
-- A video belongs to one publication. Until now, two could find the same one after lost answers; the earlier one keeps it.
update publications p
set external_id = null
where exists (
  select
  from publications earlier
  where earlier.external_id = p.external_id
    and earlier.id < p.id
);
drop index "publications_external";
create unique index "publications_external" on "publications" ("external_id") where external_id is not null;
drop function if exists known_videos(text[]);
delete from application_grants where target = 'function known_videos(text[])';

-- Made again with the other routines, with another column.
drop function if exists workspaces_to_purge();
delete from application_grants where target = 'function workspaces_to_purge()';

-- Costs of a day are those of the calls that ended on it.
create index "provider_attempts_ended" on "provider_attempts" ("workspace_id", "ended_at") where ended_at is not null;

-- migrate:down
drop function if exists workspaces_to_purge();
delete from application_grants where target = 'function workspaces_to_purge()';
drop index "provider_attempts_ended";
drop function if exists claim_video(uuid, text[]);
delete from application_grants where target = 'function claim_video(uuid, text[])';
drop index "publications_external";
create index "publications_external" on "publications" ("external_id") where external_id is not null;
