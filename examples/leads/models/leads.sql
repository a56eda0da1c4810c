-- source: local
-- key: lead_id
-- Made-up sign-ups, the same in every run, enriched with what is known of their companies, scored, and given an owner.
with signups as (
  select
    'lead-' || id as lead_id,
    ['Ada', 'Ben', 'Chloé', '芳子'][1 + id % 4] as first_name,
    'Example ' || id as last_name,
    'person' || id || '@company' || id % 12 || '.example.com' as email,
    'company' || id % 12 || '.example.com' as domain,
    id % 5 as demos_seen
  from generate_series(1, 40) as numbers(id)
),
companies as (
  select
    'company' || id || '.example.com' as domain,
    'Company ' || id || ' Ltd' as company,
    ['Banking', 'Energy', 'Retail'][1 + id % 3] as industry,
    10 * (1 + id) * (1 + id) as employees
  from generate_series(0, 10) as numbers(id)
),
owners(industry, owner) as (
  values ('Banking', 'ada@example.com'), ('Energy', 'ben@example.com')
),
scored as (
  select *, least(60, coalesce(employees, 0) // 20) + 10 * demos_seen as score
  from signups left join companies using (domain) left join owners using (industry)
)
select
  * replace (coalesce(company, domain) as company, coalesce(owner, 'chloe@example.com') as owner),
  case when score >= 60 then 'Hot' when score >= 30 then 'Warm' else 'Cold' end as rating
from scored
