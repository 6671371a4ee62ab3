-- Keeps the status of a project in step with its films, however a job ends. It locks the project after the job. The
-- purge of projects takes them in the other order, and rounds may end jobs of two projects in either: PostgreSQL then ends
-- one of the transactions, which is repeated.
create or replace function sync_project_status()
  returns trigger
  language plpgsql
as $$
begin
  -- Two jobs that end at the same time would each count the other as running.
  perform
  from projects
  where id = new.project_id
  for no key update;

  update projects p
  set status = v.status
  from (
    select case
      when coalesce(bool_or(j.status in ('QUEUED', 'RUNNING')), false) then 'RENDERING'
      when coalesce(bool_or(j.status = 'COMPLETED'), false) then 'RENDERED'
      else 'DRAFT'
    end
    from jobs j
    where j.project_id = new.project_id
      and j.type = 'VIDEO'
  ) v (status)
  where p.id = new.project_id
    and p.status <> v.status;
  return null;
end
$$;

create or replace trigger sync_project_status
  after insert or update of status on jobs
  for each row
  when (new.type = 'VIDEO' and new.project_id is not null)
  execute function sync_project_status();
