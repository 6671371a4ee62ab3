/**
 * Statements that fail with a value of a person in them, each in another way: by constraint, by type, by cast, in a function, in a
 * transaction that is broken already, by a time limit, by a syntax error.
 */
export const failingStatements = (secret: string): readonly string[] => [
  `create temp table if not exists never (address text)`,
  `insert into people values ('${secret}'), ('${secret}')`,
  `insert into people values (null, '${secret}')`,
  `insert into people (address, age) values ('a', '${secret}')`,
  `select '${secret}'::uuid`,
  `select '${secret}'::timestamptz`,
  `select ('{"a": ' || '${secret}')::jsonb`,
  `do $$ begin raise exception 'refused: %', '${secret}'; end $$`,
  `do $$ begin raise warning 'noticed: %', '${secret}'; end $$`,
  `select '${secret}' from nowhere`,
  `selct '${secret}'`,
  `set local statement_timeout = 1; select pg_sleep(1), '${secret}'`,
];
