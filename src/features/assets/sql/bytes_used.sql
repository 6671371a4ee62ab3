-- Bytes that an asset occupies in the object store. A deleted asset occupies them until it is purged.
create or replace function bytes_used(status text, byte_size bigint, derived_bytes bigint)
  returns bigint
  language sql immutable parallel safe
return case
    when status in ('PROCESSING', 'READY', 'DELETED') then byte_size + derived_bytes
    else 0
  end;
