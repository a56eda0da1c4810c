-- source: local
-- key: customer_id
-- Made-up customers, the same in every run, with a risk from 0 to 100 that they leave.
with customers as (
  select
    id as customer_id,
    'customer' || id || '@example.com' as email,
    'Example ' || id || ' Ltd' as company,
    (id * 37) % 90 as days_away,
    (id * 13) % 7 as open_tickets
  from generate_series(1, 60) as numbers(id)
)
select
  *,
  least(100, days_away + 5 * open_tickets) as risk,
  'away for ' || days_away || ' days, ' || open_tickets || ' open tickets' as reason
from customers
