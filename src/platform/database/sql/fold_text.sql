-- The form in which texts are searched and compared. Lower case by character first, so that İ becomes i, then full case
-- folding, so that ß is ss and both forms of the small sigma are one.
create or replace function fold_text(value text)
  returns text
  language sql immutable parallel safe strict
return casefold(lower(normalize(value, NFC) collate "pg_c_utf8") collate "pg_unicode_fast");
