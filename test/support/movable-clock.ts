import { Client } from 'pg';
import type { TestDatabase } from './database.ts';

/** The clock of a database, which a test can move. Columns' default values follow the real one. */
export interface MovableClock {
  /** Seconds by which `now()` and `clock_timestamp()` are ahead of the time. */
  move(seconds: number): Promise<void>;
}

/**
 * Puts functions before those of PostgreSQL in the search path of all sessions that begin from now on, and of all functions. Statements of
 * Reelwright ask the database for the time, so they follow.
 */
export async function openMovableClock({ ownerUrl }: TestDatabase): Promise<MovableClock> {
  await run(ownerUrl, INSTALL);
  return { move: (seconds) => run(ownerUrl, `update test_clock.ahead set by = make_interval(secs => ${seconds})`) };
}

const INSTALL = `
  create schema test_clock;
  create table test_clock.ahead (by interval not null);
  insert into test_clock.ahead values ('0');
  create function test_clock.now() returns timestamptz language sql stable as 'select pg_catalog.now() + by from test_clock.ahead';
  create function test_clock.clock_timestamp() returns timestamptz language sql volatile
    as 'select pg_catalog.clock_timestamp() + by from test_clock.ahead';
  grant usage on schema test_clock to public;
  grant select on test_clock.ahead to public;
  do $$
  declare
    ours regprocedure;
  begin
    execute format('alter database %I set search_path = test_clock, pg_catalog, public', current_database());
    for ours in
      select p.oid from pg_proc p
      where p.pronamespace = 'public'::regnamespace and p.prokind = 'f'
        and exists (select from unnest(p.proconfig) as c where c like 'search_path=%')
    loop
      execute format('alter function %s set search_path = test_clock, pg_catalog, public, pg_temp', ours);
    end loop;
  end
  $$;`;

async function run(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
