-- migrate:up
-- Whether people who open the link may comment and decide. Off for links that exist: their owners have not agreed to it.
alter table share_links add column review_enabled boolean not null default false;
-- Columns of share_links are granted one by one.
select grant_application_columns('share_links', 'password_hash');

-- People without an account who review the file of a share link.
create table review_sessions (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  share_link_id uuid not null references share_links (id) on delete cascade,
  name text not null,
  -- SHA-256 of the token.
  token_hash text not null,
  created_at timestamptz(3) not null default now(),
  expires_at timestamptz(3) not null,
  constraint review_sessions_token unique (token_hash)
);
create index review_sessions_of_link on review_sessions (share_link_id, id);
create index review_sessions_end on review_sessions (expires_at);
select protect_tenant_table('review_sessions');
select grant_application('review_sessions', 'select, insert');

-- Comments on assets, and decisions about them.
create table comments (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  asset_id uuid not null,
  parent_id uuid references comments (id) on delete cascade,
  -- The moment of a film or a sound.
  at_ms int,
  text text not null,
  decision text,
  reviewer_name text,
  review_session_id uuid,
  created_by uuid references users (id),
  created_at timestamptz(3) not null default now(),
  created_by_role text check (created_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  updated_at timestamptz(3),
  updated_by uuid,
  updated_by_role text check (updated_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  resolved_at timestamptz(3),
  resolved_by uuid references users (id),
  foreign key (workspace_id, asset_id) references assets (workspace_id, id) on delete cascade,
  constraint comments_decision_check check (decision in ('APPROVED', 'CHANGES_REQUESTED')),
  constraint comments_at_check check (at_ms >= 0),
  constraint comments_text_check check (text <> '' or decision is not null),
  constraint comments_author_check check ((created_by is null) <> (reviewer_name is null))
);
create index comments_of_asset on comments (asset_id, id);
create index "comments_of_parent" on "comments" ("parent_id") where parent_id is not null;
create index "comments_decisions" on "comments" ("asset_id", "id") where decision is not null;
select protect_tenant_table('comments');
select grant_application('comments', 'select, insert, update, delete');

alter table workspace_events
  drop constraint workspace_events_type_check,
  add constraint workspace_events_type_check check (
    type in ('JOB', 'ASSET', 'PROJECT', 'BATCH', 'CREDITS', 'SPEND', 'MEMBER', 'CHANNEL', 'PUBLICATION', 'SLOT', 'REVIEW')
  );
alter table webhook_deliveries
  drop constraint webhook_deliveries_type_check,
  add constraint webhook_deliveries_type_check check (
    type in (
      'JOB_STATUS', 'JOB_STEP', 'JOB_PROGRESS', 'JOB_LOG',
      'ASSET', 'PROJECT', 'BATCH', 'CREDITS', 'SPEND', 'MEMBER', 'CHANNEL', 'PUBLICATION', 'SLOT', 'REVIEW',
      'TEST'
    )
  );
-- It returns more columns now.
drop function if exists find_share_link(text);
delete from application_grants where target = 'function find_share_link(text)';

-- migrate:down
drop function if exists find_share_link(text), find_review_session(text, uuid), delete_old_review_sessions();
drop trigger if exists end_reviews on share_links;
drop function if exists end_reviews_of_link();
drop table comments, review_sessions;
delete from application_grants
where target in (
  'comments', 'review_sessions', 'function find_share_link(text)', 'function find_review_session(text, uuid)',
  'function delete_old_review_sessions()'
);
alter table share_links drop column review_enabled;
select grant_application_columns('share_links', 'password_hash');
delete from workspace_events where type = 'REVIEW';
delete from webhook_deliveries where type = 'REVIEW';
alter table workspace_events
  drop constraint workspace_events_type_check,
  add constraint workspace_events_type_check check (
    type in ('JOB', 'ASSET', 'PROJECT', 'BATCH', 'CREDITS', 'SPEND', 'MEMBER', 'CHANNEL', 'PUBLICATION', 'SLOT')
  );
alter table webhook_deliveries
  drop constraint webhook_deliveries_type_check,
  add constraint webhook_deliveries_type_check check (
    type in (
      'JOB_STATUS', 'JOB_STEP', 'JOB_PROGRESS', 'JOB_LOG',
      'ASSET', 'PROJECT', 'BATCH', 'CREDITS', 'SPEND', 'MEMBER', 'CHANNEL', 'PUBLICATION', 'SLOT',
      'TEST'
    )
  );
