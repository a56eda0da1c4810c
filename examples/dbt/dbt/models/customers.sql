select
  email,
  max_by(name, ordered_at) as name,
  count(*) as orders,
  cast(sum(amount) as decimal(18, 2)) as revenue,
  max(ordered_at) as last_ordered_on
from {{ ref('orders') }}
group by email
