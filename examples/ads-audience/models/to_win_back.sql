-- source: local
-- key: email
-- Made-up customers who have not ordered for half a year, the same in every run.
with customers as (
  select
    'customer' || id || '@example.com' as email,
    ['Ada', 'Ben', 'Chloé', '芳子'][1 + id % 4] as first_name,
    ['Okafor', 'Lindqvist', 'Núñez', 'O''Hara', 'Sato'][1 + id % 5] as last_name,
    ['DE', 'SE', 'JP'][1 + id % 3] as country,
    (id * 7) % 12 as months_away
  from generate_series(1, 500) as numbers(id)
)
select email, first_name, last_name, country from customers where months_away > 6
