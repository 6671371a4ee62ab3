-- What becomes of a publication. Confirmed bytes, views and likes change often, and are no news for subscribers.
create or replace trigger log_updates
  after update on publications
  for each row
  when (
    (old.status, old.privacy, old.url, old.published_at, old.deferred_until, old.warnings, old.failure)
      is distinct from (new.status, new.privacy, new.url, new.published_at, new.deferred_until, new.warnings, new.failure)
  )
  execute function log_change('PUBLICATION', 'id');
