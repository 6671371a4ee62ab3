/** Settings of PostgreSQL by name. */
export type Settings = Readonly<Record<string, string>>;

/**
 * Settings for one machine shared with ffmpeg. Everything else keeps PostgreSQL's default; fsync, synchronous_commit and full_page_writes
 * stay on, so that a power cut loses nothing committed.
 */
export const SETTINGS: Settings = {
  // Without replication, the WAL can be smaller and bulk writes cheaper.
  wal_level: 'minimal',
  max_wal_senders: '0',
  // The default lets the WAL grow to 1 GB; a smaller one also shortens crash recovery.
  max_wal_size: '512MB',
  // A small database is served from the page cache: the default's three I/O workers have no benefit.
  io_method: 'sync',
  // Without logical replication, its launcher process is not needed.
  max_logical_replication_workers: '0',
  // No parallel queries: queries are short, and the processors are for ffmpeg.
  max_parallel_workers_per_gather: '0',
  // JIT compilation takes longer than any query here.
  jit: 'off',
  // Modern disks seek at almost no cost; the default of 4 is for spinning disks and avoids good indexes.
  random_page_cost: '1.1',
  // Queue tables are small and change constantly: vacuum every 15 s instead of every minute.
  autovacuum_naptime: '15s',
  // Gives the same results in every time zone.
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Routine checkpoints are not logged, because the log is for problems.
  log_checkpoints: 'off',
  // Logs no failed statements: they are reported to the application, and the log would contain their values (password hashes, email
  // addresses, scripts). The statement of a crashed session is a detail, which terse omits.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
};
