-- migrate:up
-- The policies of administrators call it.
\include features/admin/sql/app_is_administrator.sql

-- That a workspace lets the installation show one of its files to everybody.
create table showcase_consents (
  id uuid primary key,
  workspace_id uuid not null references workspaces (id) on delete cascade,
  asset_id uuid not null,
  -- When the consent was given the last time.
  given_at timestamptz(3) not null,
  created_at timestamptz(3) not null default now(),
  created_by uuid references users (id),
  created_by_role text check (created_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  updated_at timestamptz(3),
  updated_by uuid,
  updated_by_role text check (updated_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  -- The withdrawal; null again when consent is given again.
  revoked_at timestamptz(3),
  revoked_by uuid,
  revoked_by_role text check (revoked_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  constraint showcase_consents_asset unique (asset_id),
  constraint showcase_consents_asset_id_fkey foreign key (workspace_id, asset_id) references assets (workspace_id, id) on delete cascade
);
create index "showcase_consents_newest" on "showcase_consents" ("workspace_id", "id");
select protect_tenant_table('showcase_consents');
select grant_application('showcase_consents', 'select, insert, update');

-- Films that the installation shows to everybody while their consent lasts. They belong to administrators.
create table showcase_items (
  id uuid primary key,
  asset_id uuid not null references showcase_consents (asset_id) on delete cascade,
  placement text not null,
  category text,
  title text not null,
  position int not null,
  -- Whether players show the captions from the start.
  captions boolean not null default true,
  publish_from timestamptz(3),
  publish_until timestamptz(3),
  created_at timestamptz(3) not null default now(),
  created_by uuid references users (id),
  created_by_role text check (created_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  updated_at timestamptz(3),
  updated_by uuid,
  updated_by_role text check (updated_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  constraint showcase_items_film unique (placement, asset_id),
  constraint showcase_items_placement_check check (placement in ('HERO', 'FEATURED', 'GALLERY'))
);
create index "showcase_items_asset" on "showcase_items" ("asset_id");
select protect_table('showcase_items', '(select app_is_administrator())');
select grant_application('showcase_items', 'select, insert, update, delete');

-- Pictures that everybody may try as a reference, while their consent lasts. They belong to administrators.
create table trial_images (
  id uuid primary key,
  asset_id uuid not null references showcase_consents (asset_id) on delete cascade,
  title text not null,
  category text,
  position int not null,
  active boolean not null default true,
  created_at timestamptz(3) not null default now(),
  created_by uuid references users (id),
  created_by_role text check (created_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  updated_at timestamptz(3),
  updated_by uuid,
  updated_by_role text check (updated_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  constraint trial_images_asset unique (asset_id)
);
select protect_table('trial_images', '(select app_is_administrator())');
select grant_application('trial_images', 'select, insert, update, delete');

-- migrate:down
drop trigger if exists notify_showcase_asset on assets;
drop trigger if exists notify_showcase_workspace on workspaces;
drop view if exists admin_showcase_items;
drop table trial_images, showcase_items, showcase_consents;
delete from application_grants
where target in ('showcase_consents', 'showcase_items', 'trial_images', 'admin_showcase_items');
drop function if exists app_is_administrator();
