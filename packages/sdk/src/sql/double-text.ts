const notFinite: Readonly<Record<string, string>> = {
  nan: 'NaN',
  inf: 'Infinity',
  '+inf': 'Infinity',
  '-inf': '-Infinity',
  infinity: 'Infinity',
  '-infinity': '-Infinity',
}

/** The canonical text of a double that a database has printed: the shortest exact digits, `-0`, `NaN`, `Infinity`. */
export function doubleText(text: string): string {
  const number = Number(text)
  return notFinite[text.toLowerCase()] ?? (Object.is(number, -0) ? '-0' : String(number))
}
