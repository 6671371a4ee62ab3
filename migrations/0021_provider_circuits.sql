-- migrate:up
-- Providers whose last calls failed, for the keys and servers of the installation. A call that succeeds removes the row.
create table provider_circuits (
  kind text not null,
  provider text not null,
  -- Calls that failed one after the other.
  failures int not null,
  -- Code of the last failure.
  failure text not null,
  failed_at timestamptz(3) not null,
  -- When a film was last allowed to try the provider again.
  probed_at timestamptz(3),
  primary key (kind, provider)
);
select protect_table('provider_circuits', 'false');

-- The same for the calls that a workspace pays with its own key.
alter table provider_keys
  add column failures int not null default 0,
  add column failure text,
  add column failed_at timestamptz(3),
  add column probed_at timestamptz(3);

-- migrate:down
drop table provider_circuits;
alter table provider_keys
  drop column failures,
  drop column failure,
  drop column failed_at,
  drop column probed_at;
