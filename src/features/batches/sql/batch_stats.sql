-- Totals over the rows of a batch. A row that waits counts as queued. A row that has ended counts as 1 for the
-- progress, and an open one with the progress of its job.
create or replace view batch_stats with (security_invoker) as
select
  r.batch_id as id,
  count(*)::int as total,
  (count(*) filter (where r.status in ('WAITING', 'QUEUED')))::int as queued,
  (count(*) filter (where r.status = 'RUNNING'))::int as running,
  (count(*) filter (where r.status = 'COMPLETED'))::int as completed,
  (count(*) filter (where r.status = 'FAILED'))::int as failed,
  (count(*) filter (where r.status = 'CANCELED'))::int as canceled,
  (
    (
      count(*) filter (where r.status in ('COMPLETED', 'FAILED', 'CANCELED'))
      + (
        select coalesce(sum(j.progress), 0)
        from jobs j
        where j.batch_id = r.batch_id
          and j.status in ('QUEUED', 'RUNNING')
      )
    ) / count(*)
  )::double precision as progress,
  sum(r.credits_charged)::int as credits_charged
from batch_rows r
group by r.batch_id;

select grant_application('batch_stats', 'select');
