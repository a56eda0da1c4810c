-- source: local
-- key: id
-- Made-up customers, the same in every run; each 60th has an email that HubSpot does not take.
select
  id,
  case when id % 60 = 0 then 'customer ' || id else 'customer' || id || '@example.com' end as email,
  ['Ada', 'Ben', 'Chloé', 'Dmitri', 'Eve', '芳子'][1 + id % 6] || if(id % 9 = 0, ' ', '') as first_name,
  ['Okafor', 'Lindqvist', 'Núñez', 'O''Hara', 'Sato'][1 + id % 5] as last_name,
  if(id % 4 = 0, null, '+1555' || lpad(id::text, 7, '0')) as phone,
  'Example ' || (1 + id % 25) || ' Ltd' as company
from generate_series(1, 300) as numbers(id)
