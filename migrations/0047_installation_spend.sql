-- migrate:up
-- What calls with the keys of the installation cost in a calendar month (UTC), in millionths of a US dollar. Only functions
-- write it; its lock serializes the calls that may reach the limit.
create table installation_spend (
  month date primary key,
  -- Cost of the calls that have ended.
  spent_micros bigint not null default 0,
  -- Expected cost of the calls that were sent and have no known end.
  reserved_micros bigint not null default 0,
  -- The highest limit that refused a call. It says nothing about a higher one.
  refused_micros bigint,
  constraint installation_spend_micros_check check (spent_micros >= 0 and reserved_micros >= 0)
);
select protect_table('installation_spend', 'false');

-- The month of the installation that pays the call; null for a key of the workspace, and for a free call.
alter table provider_attempts
  add column installation_month date;

-- migrate:down
alter table provider_attempts drop column installation_month;
drop table installation_spend;
