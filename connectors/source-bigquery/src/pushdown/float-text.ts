// So many digits tell any two doubles apart.
const digitsMax = 17

/** SQL of a double with all of its digits, and of infinity and NaN. */
export function exactText(reference: string): string {
  return `replace(format('%.${digitsMax}g', ${reference}), 'inf', 'Infinity')`
}

/**
 * SQL of a double in JSON as JavaScript writes it, which has the shortest digits that are the same number; NaN and
 * infinity are texts.
 */
export function shortestText(reference: string): string {
  const shorter = Array.from({ length: digitsMax - 1 }, (_, index) => {
    const text = scientific(reference, index)
    return `when cast(${text} as float64) = ${reference} then ${text}`
  })
  const shortest = `case ${shorter.join(' ')} else ${scientific(reference, digitsMax - 1)} end`
  const split = `select starts_with(s, '-') as is_negative, replace(regexp_extract(s, r'^-?([0-9.]+)e'), '.', '') as d,
    cast(regexp_extract(s, r'e[+]?(-?[0-9]+)$') as int64) + 1 as n from (select ${shortest} as s)`
  const number = `(select concat(if(is_negative, '-', ''), ${placed}) from (${split}))`
  const word = `if(is_nan(${reference}), '"NaN"', if(${reference} > 0, '"Infinity"', '"-Infinity"'))`
  return `if(is_nan(${reference}) or is_inf(${reference}), ${word}, ${number})`
}

function scientific(reference: string, places: number): string {
  return `format('%.${places}e', ${reference})`
}

/** The digits `d` with their point behind the n-th: https://tc39.es/ecma262/#sec-numeric-types-number-tostring (to be confirmed) */
const placed = `case
  when n between length(d) and 21 then concat(d, repeat('0', n - length(d)))
  when n between 1 and 21 then concat(substr(d, 1, n), '.', substr(d, n + 1))
  when n between -5 and 0 then concat('0.', repeat('0', -n), d)
  else concat(substr(d, 1, 1), if(length(d) > 1, concat('.', substr(d, 2)), ''), if(n > 0, 'e+', 'e'), cast(n - 1 as string)) end`
