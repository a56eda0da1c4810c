const notFinite: Readonly<Record<string, string>> = {
  nan: 'NaN',
  inf: 'Infinity',
  '+inf': 'Infinity',
  '-inf': '-Infinity',
  infinity: 'Infinity',
  '-infinity': '-Infinity',
}

/** The canonical text of a double that a database has printed: the shortest exact digits, `NaN`, `Infinity`. */
export function doubleText(text: string): string {
  return notFinite[text.toLowerCase()] ?? String(Number(text))
}
