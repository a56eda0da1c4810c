import type { Bug } from './bug.ts'

const json =
  (change: (content: Record<string, unknown>) => object) =>
  (text: string): string =>
    JSON.stringify(change(JSON.parse(text) as Record<string, unknown>), undefined, 2)
const packageJson = (more: object) => ({
  'package.json': json((content) => ({ ...content, ...more })),
})
const code = (before: string, after = '') => ({
  'index.js': (text: string) => `${before}\n${text}\n${after}`,
})
const replace = (from: string, to: string) => ({
  'index.js': (text: string) => {
    if (!text.includes(from)) throw new Error(`The good connector has no ${from}`)
    return text.replace(from, () => to)
  },
})

/** Bugs of the package, of its built code, and of what that reaches for. */
export const packageBugs: readonly Bug[] = [
  {
    name: 'has a name by which nobody finds it',
    caughtBy: 'P01',
    files: { after: packageJson({ name: 'acme' }) },
  },
  { name: 'has no keyword', caughtBy: 'P01', files: { after: packageJson({ keywords: [] }) } },
  {
    name: 'has a version that is none',
    caughtBy: 'P02',
    files: { after: packageJson({ version: '1.2' }) },
  },
  { name: 'has the version that is published', caughtBy: 'P02', published: { version: '1.2.0' } },
  {
    name: 'has a licence that allows nothing',
    caughtBy: 'P03',
    files: { after: packageJson({ license: 'UNLICENSED' }) },
  },
  {
    name: 'has the text of another licence',
    caughtBy: 'P03',
    files: { after: { LICENSE: () => 'All rights reserved.' } },
  },
  {
    name: 'runs a script on installation',
    caughtBy: 'P04',
    files: { after: packageJson({ scripts: { postinstall: 'node setup.js' } }) },
  },
  {
    name: 'brings a credential',
    caughtBy: 'P04',
    files: { after: { 'notes.md': () => `key: AKIAABCDEFGHIJKLMNOP` } },
  },
  {
    name: 'imports a package that it does not declare',
    caughtBy: 'P05',
    files: { before: packageJson({ dependencies: {} }) },
  },
  {
    name: 'leaves a file out of the package',
    caughtBy: 'P05',
    files: { after: packageJson({ files: ['index.js'] }) },
  },
  {
    name: 'prints when it is imported',
    caughtBy: 'P06',
    files: { after: code('console.log("Acme is here")') },
  },
  {
    name: 'keeps a timer from its import on',
    caughtBy: 'P06',
    files: { after: code('setInterval(() => {}, 1000)') },
  },
  {
    name: 'connects when it is imported',
    caughtBy: 'P06',
    files: {
      after: code('import net from "node:net"; net.connect(1, "127.0.0.1").on("error", () => {})'),
    },
  },
  {
    name: 'has a manifest of an older build',
    caughtBy: 'P07',
    files: { after: { 'manifest.json': (text) => text.replace('"region"', '"zone"') } },
  },
  {
    name: 'pins one version of the SDK',
    caughtBy: 'P08',
    files: { after: packageJson({ peerDependencies: { '@revetl/sdk': '0.1.0' } }) },
  },
  {
    name: 'is the template with another name',
    caughtBy: 'P09',
    files: { after: { 'README.md': () => 'Template CRM' } },
  },
  {
    name: 'tells nothing of its version',
    caughtBy: 'P10',
    files: { after: { 'CHANGELOG.md': () => '# 1.1.0' } },
  },
  {
    name: 'has an icon that runs a script',
    caughtBy: 'P11',
    files: {
      after: { 'icon.svg': () => '<svg viewBox="0 0 9 9"><script>alert(1)</script></svg>' },
    },
  },
  {
    name: 'reads the environment',
    caughtBy: 'P12',
    files: { before: code('export const home = () => process.env.HOME') },
  },
  {
    name: 'starts a program',
    caughtBy: 'P12',
    files: {
      before: code(
        'import { execSync } from "node:child_process"; export const run = () => execSync("id")',
      ),
    },
  },
  {
    name: 'has a source map that leads nowhere',
    caughtBy: 'P13',
    files: { after: code('', '//# sourceMappingURL=index.js.map') },
  },
  {
    name: 'takes an option away in a patch',
    caughtBy: 'P14',
    files: {
      before: {
        ...replace('region: annotate', 'zone: annotate'),
        ...packageJson({ version: '1.2.1' }),
      },
    },
    published: { version: '1.2.0' },
  },
  {
    name: 'depends on something with a critical weakness',
    caughtBy: 'P15',
    advisories: [{ name: 'left-pad', severity: 'critical' }],
  },
  {
    name: 'has a schema that no JSON Schema is',
    caughtBy: 'C01',
    definition: (good) => ({
      ...good,
      configJsonSchema: { type: 'object', properties: { url: { type: 'text' } } },
    }),
  },
  {
    name: 'leaves a timer behind',
    caughtBy: 'L07',
    files: {
      before: replace(
        '  check: async ({ http',
        '  check: async ({ http, timer: _ = setInterval(() => {}, 1e6)',
      ),
    },
  },
  {
    name: 'prints what it does',
    caughtBy: 'L09',
    files: {
      before: replace(
        'const response = await http.get(`${url}/me`)',
        'console.log("checking"); const response = await http.get(`${url}/me`)',
      ),
    },
  },
  {
    name: 'talks to a host that it does not declare',
    caughtBy: 'L10',
    files: {
      before: replace(
        'const response = await http.get(`${url}/me`)',
        'await fetch("http://127.9.9.9:1/").catch(() => {}); await (await import("node:dns/promises")).default; (await import("node:net")).connect(9, "stats.invalid").on("error", () => {}); const response = await http.get(`${url}/me`)',
      ),
    },
  },
  {
    name: 'looks for its token in the environment',
    caughtBy: 'L11',
    files: {
      before: replace(
        'const response = await http.get(`${url}/me`)',
        'void process.env["ACME_TOKEN"]; const response = await http.get(`${url}/me`)',
      ),
    },
  },
  {
    name: 'says ok before it sends',
    caughtBy: 'L05',
    files: {
      before: replace(
        'const response = await own.send(batch, ctx, own.records(batch))',
        'setTimeout(() => own.send(batch, ctx, own.records(batch)).catch(() => {}), 300); return { verdicts: batch.changes.map(({ id }) => ({ at: id, outcome: (one) => ok(one) })) }; const response = {}',
      ),
    },
  },
  {
    name: 'keeps every record that it has sent',
    caughtBy: 'L08',
    files: {
      before: replace(
        'const response = await own.send(batch, ctx, own.records(batch))',
        '(globalThis.sent ??= []).push(batch.changes.map(({ json }) => Buffer.from(json.padEnd(2048)))); const response = await own.send(batch, ctx, own.records(batch))',
      ),
    },
  },
  {
    name: 'throws errors without a code when there is no network',
    caughtBy: 'F13',
    files: {
      before: replace(
        'const response = await own.send(batch, ctx, own.records(batch))',
        'const response = await own.send(batch, ctx, own.records(batch)).catch((error) => { throw new Error(error.message) })',
      ),
    },
  },
  {
    name: 'has a code of its own',
    caughtBy: 'O06',
    files: { after: code('export const code = "REV_ACME_SAYS_NO"') },
  },
  {
    name: 'speaks a version of the API that is gone',
    caughtBy: 'O07',
    files: {
      before: replace(
        "{ name: 'Acme' }",
        "{ name: 'Acme', api: { version: '1', sunset: '2020-01-01' } }",
      ),
    },
  },
  {
    name: 'has no sync to copy',
    caughtBy: 'O09',
    files: { after: { 'README.md': (text) => text.replace(/```yaml[^]*?```/, '') } },
  },
  {
    name: 'shows a destination without an option that it needs',
    caughtBy: 'O09',
    files: {
      after: {
        'README.md': (text) =>
          `${text}\n\`\`\`yaml\ndestinations:\n  crm: { connector: acme }\n\`\`\`\n`,
      },
    },
  },
]
