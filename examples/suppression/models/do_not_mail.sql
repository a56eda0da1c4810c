-- source: local
-- key: email
-- Made-up addresses that get no mail, the same in every run: people who complained, left, or asked for it.
select
  'person' || id || '@example.com' as email,
  ['complaint', 'left', 'request'][1 + id % 3] as reason
from generate_series(1, 200) as numbers(id)
where id % 4 = 0
