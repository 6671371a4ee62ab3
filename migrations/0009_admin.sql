-- migrate:up
-- Administrators of the installation. Not granted to the application, which therefore cannot create one.
create table administrators (
  user_id uuid primary key references users (id) on delete cascade,
  since timestamptz(3) not null default now()
);
select protect_table('administrators', 'false');

-- migrate:down
drop table administrators;
