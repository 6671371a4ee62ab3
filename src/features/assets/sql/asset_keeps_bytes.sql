-- Whether this row keeps its objects. A check that ended without a verdict (INGEST_FAILED) keeps them for a retry; a
-- rejected, canceled or failed import does not.
create or replace function asset_keeps_bytes(status text, rejection text)
  returns boolean
  language sql immutable parallel safe
return coalesce(rejection = 'INGEST_FAILED', status <> 'REJECTED');
