-- source: local
-- key: user_id
-- Made-up events of thirty users in March, the same in every run, summed up for each user.
with events as (
  select
    'user-' || id % 30 as user_id,
    ['report_made', 'page_seen'][1 + id % 2] as event,
    date '2026-03-01' + ((id * id) % 31)::integer as happened_on
  from generate_series(1, 600) as numbers(id)
)
select
  user_id,
  user_id || '@example.com' as email,
  if(user_id like '%3', 'Team', 'Free') as plan,
  count(distinct happened_on) as active_days,
  count(*) filter (where event = 'report_made') as reports_made,
  max(happened_on) as last_active_on
from events
group by user_id
