-- Replaces the list of one provider in one statement, so that readers see the former list or the new one. `voices` has objects
-- with `name`, `title`, `description`, `language` and `sampleUrl`.
create or replace function store_vendor_voices(wanted_provider text, voices jsonb)
  returns void
  language sql security definer set search_path = public, pg_temp
begin atomic
  with listed as (
    select v.name, v.title, v.description, v.language, v."sampleUrl"
    from jsonb_to_recordset(voices) as v (name text, title text, description text, language text, "sampleUrl" text)
  ),
  gone as (
    delete from listed_voices l
    where l.provider = wanted_provider
      and l.name not in (select name from listed)
  )
  insert into listed_voices (provider, name, title, description, language, sample_url)
  select distinct on (name) wanted_provider, name, title, description, language, "sampleUrl"
  from listed
  order by name
  on conflict (provider, name) do update
    set
      title = excluded.title,
      description = excluded.description,
      language = excluded.language,
      sample_url = excluded.sample_url;
end;

revoke execute on function store_vendor_voices(text, jsonb) from public;
select grant_application('function store_vendor_voices(text, jsonb)', 'execute');
