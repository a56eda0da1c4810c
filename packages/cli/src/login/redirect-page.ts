/** The page that a browser shows when it comes back from the vendor. Plain text in, no scripts, nothing from outside. */
export function redirectPage(title: string, message: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>rev: ${escape(title)}</title>
<style>
  body { font: 1.1rem/1.5 system-ui, sans-serif; margin: 20vh auto 0; max-width: 34rem; padding: 0 1rem }
  @media (prefers-color-scheme: dark) { body { background: #111; color: #eee } }
</style>
<h1>${escape(title)}</h1>
<p>${escape(message)}</p>
</html>
`
}

/** What a page may do: nothing but look as it does. The address has a code in it, so nobody is told of it. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  connection: 'close',
}

function escape(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
}
