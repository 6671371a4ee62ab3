-- migrate:up
-- Providers whose last calls failed, for the keys and servers of the installation. A call that succeeds removes the row.
create table provider_circuits (
  kind text not null,
  provider text not null,
  -- Calls that failed one after the other.
  failures int not null,
  -- Code of the last failure, or of the refusal before it.
  failure text not null,
  failed_at timestamptz(3) not null,
  -- When a film was last allowed to try the provider again.
  probed_at timestamptz(3),
  primary key (kind, provider)
);
select protect_table('provider_circuits', 'false');

-- Another one for every key that replaces the former: calls with a replaced key say nothing about the new one.
alter table provider_keys
  add column key_id uuid not null default gen_random_uuid();

-- The same for the calls that a workspace pays with its own key. A key may be allowed one kind of work and not another.
create table provider_key_circuits (
  workspace_id uuid not null,
  provider text not null,
  kind text not null,
  failures int not null,
  failure text not null,
  failed_at timestamptz(3) not null,
  probed_at timestamptz(3),
  primary key (workspace_id, provider, kind),
  foreign key (workspace_id, provider) references provider_keys (workspace_id, provider) on delete cascade
);
select protect_tenant_table('provider_key_circuits');
select grant_application('provider_key_circuits', 'select, insert, update, delete');

-- migrate:down
drop table provider_circuits;
drop table provider_key_circuits;
delete from application_grants where target = 'provider_key_circuits';
alter table provider_keys
  drop column key_id;
