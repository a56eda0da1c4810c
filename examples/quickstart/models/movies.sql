-- One record a movie. `npm run demo` copies the file from the npm package vega-datasets.
with movies as (
  select
    -- Some titles are numbers in the file (1776, 1941), so DuckDB reads the column as JSON.
    title ->> '$' as name,
    strptime("Release Date", '%b %d %Y')::date as released,
    *
  from read_json('.demo/movies.json')
)
select
  name as title,
  -- Years of two digits came out a century late: "The Birth of a Nation" is not from 2015.
  (if(year(released) > 2012, released - interval 100 year, released))::date as release_date,
  distributor as distributor,
  "Major Genre" as genre,
  director as director,
  "US Gross" as us_gross,
  "Worldwide Gross" as worldwide_gross,
  "IMDB Rating"::decimal(3, 1) as imdb_rating,
  "IMDB Votes" as imdb_votes
from movies
-- Titles repeat (remakes) and one is missing: a record is a title with a date, and a row without a title is none.
where name is not null
qualify row_number() over (partition by name, released order by "IMDB Votes" desc nulls last) = 1
