// Twenty columns for comparisons, and a row of about a kilobyte.

/** A SELECT of so many rows of twenty columns. @param {number} rows */
export const wideSelect = (rows) => `SELECT i AS id, 'person' || i || '@example.com' AS email,
  'Given ' || (i % 1000) AS first_name, 'Family ' || (i % 7919) AS last_name,
  'Firma ' || (i % 5003) AS company, '+1555' || (1000000 + i * 7919 % 9000000) AS phone,
  'City ' || (i % 997) AS city, 'Country ' || (i % 200) AS country, i % 7 AS segment,
  i * 7 % 1000 AS orders, (i * 37 % 100000 / 100)::DECIMAL(12, 2) AS balance, (i % 10007) * 1.5 AS score,
  i % 3 = 0 AS is_active, i % 5 = 0 AS has_app, DATE '2020-01-01' + (i % 2000)::INTEGER AS signed_up,
  TIMESTAMP '2024-01-01' + to_seconds(i % 31536000) AS seen_at,
  CASE WHEN i % 10 = 0 THEN NULL ELSE 'order ' || i END AS note, 'plan ' || (i % 5) AS plan,
  i * 13 % 4096 AS visits, 0 AS round
  FROM range(${rows}) t(i)`

/** A SELECT of so many rows that have a kilobyte each as JSON. @param {number} rows */
export const kilobyteSelect = (rows) => `SELECT i AS id, 'person' || i || '@example.com' AS email,
  'Family ' || (i % 7919) AS last_name, i % 3 = 0 AS is_active,
  repeat('asked about order ' || i || '; ', 36)[:900] AS note
  FROM range(${rows}) t(i)`
