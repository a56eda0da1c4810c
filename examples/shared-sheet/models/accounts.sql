-- source: local
-- key: account_id
-- Made-up accounts of a sales team, the same in every run.
select
  id as account_id,
  'Example ' || id || ' Ltd' as name,
  ['new', 'open', 'won'][1 + id % 3] as stage,
  (id * 1250.5)::decimal(12, 2) as amount,
  date '2026-01-01' + (id % 90)::integer as closes_on
from generate_series(1, 80) as numbers(id)
