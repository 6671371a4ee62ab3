-- migrate:up
-- Keys of clouds that the installation pays, encrypted. Only functions write and read it.
create table installation_provider_keys (
  provider text primary key,
  key text not null,
  -- The last characters of the key, by which people recognize it.
  hint text not null,
  created_at timestamptz(3) not null default clock_timestamp(),
  created_by uuid references users (id) on delete set null,
  updated_at timestamptz(3),
  updated_by uuid references users (id) on delete set null
);
select protect_table('installation_provider_keys', 'false');

-- migrate:down
drop table installation_provider_keys;
