-- migrate:up
-- A workspace's own key of a provider. Never read by clients again; `hint` is what people recognize it by.
create table provider_keys (
  workspace_id uuid not null references workspaces (id) on delete cascade,
  provider text not null,
  -- Encrypted, bound to workspace and provider.
  key text not null,
  hint text not null,
  created_at timestamptz(3) not null default now(),
  created_by uuid references users (id),
  created_by_role text check (created_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  updated_at timestamptz(3),
  updated_by uuid,
  updated_by_role text check (updated_by_role in ('OWNER', 'ADMIN', 'EDITOR', 'VIEWER')),
  primary key (workspace_id, provider)
);
select protect_tenant_table('provider_keys');
select grant_application('provider_keys', 'select, insert, update, delete');

-- migrate:down
drop table provider_keys;
delete from application_grants where target = 'provider_keys';
