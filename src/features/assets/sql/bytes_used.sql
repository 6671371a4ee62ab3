-- Bytes that an asset occupies in the object store. A deleted asset occupies them until it is purged.
create or replace function bytes_used(status text, rejection text, byte_size bigint, derived_bytes bigint)
  returns bigint
  language sql immutable parallel safe
return case
    when status <> 'PENDING' and asset_keeps_bytes(status, rejection) then byte_size + derived_bytes
    else 0
  end;
