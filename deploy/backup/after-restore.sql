-- What a restored database needs before any API or worker starts: docs/operations/backup.md.
update provider_attempts
set
  state = 'SENT',
  sent_at = prepared_at
where state = 'PREPARED'
  and not is_free;

update notifications
set xact = '3'
where xact >= pg_snapshot_xmax(pg_current_snapshot());
