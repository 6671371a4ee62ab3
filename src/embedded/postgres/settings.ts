/** Settings of PostgreSQL by name. */
export type Settings = Readonly<Record<string, string>>;

/**
 * For one machine that PostgreSQL shares with ffmpeg. What is not named keeps PostgreSQL's default: above all fsync,
 * synchronous_commit and full_page_writes stay on, so that a pulled plug loses nothing that was committed.
 */
export const SETTINGS: Settings = {
  // Nobody replicates from here. Without standbys the log of changes can be smaller and bulk writes cheaper.
  wal_level: 'minimal',
  max_wal_senders: '0',
  // The default lets that log grow to 1 GB on somebody's laptop; recovery after a crash gets shorter too.
  max_wal_size: '512MB',
  // Reads and writes of so small a database come from the page cache: the three helper processes of the default do nothing for it.
  io_method: 'sync',
  // Subscriptions of logical replication do not exist here; this saves their launcher process.
  max_logical_replication_workers: '0',
  // Queries are short and the cores belong to ffmpeg.
  max_parallel_workers_per_gather: '0',
  // Compiling a query takes longer than any of ours runs.
  jit: 'off',
  // Disks of today seek at nearly no cost; the default of 4 is for spinning ones and avoids good indexes.
  random_page_cost: '1.1',
  // Queue tables are small and change all the time: look every 15 s, not every minute, so that they stay small.
  autovacuum_naptime: '15s',
  // The same answers wherever the machine stands.
  timezone: 'UTC',
  log_timezone: 'UTC',
  // The log file is only for trouble; routine checkpoints are none.
  log_checkpoints: 'off',
  // Nothing that a person wrote: a failed statement is reported to the application, and in the log it would stand with its values
  // (password hashes, email addresses, scripts). What a crashed session ran is a detail, which terse leaves out.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
};
