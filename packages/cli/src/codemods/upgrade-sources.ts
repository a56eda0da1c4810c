import type { Codemod } from './codemod.ts'

/** A file that an upgrade changes. */
export interface UpgradedFile {
  readonly file: string
  readonly text: string
  /** The titles of the codemods that changed it. */
  readonly because: readonly string[]
}

/** The files of a connector that an upgrade from one version of the contract to another changes; pure. */
export function upgradeSources(
  sources: Readonly<Record<string, string>>,
  {
    from,
    to,
    codemods,
  }: { readonly from: number; readonly to: number; readonly codemods: readonly Codemod[] },
): UpgradedFile[] {
  const due = codemods
    .filter(({ apiVersion }) => apiVersion > from && apiVersion <= to)
    .toSorted((a, b) => a.apiVersion - b.apiVersion)
  return Object.entries(sources).flatMap(([file, before]) => {
    const because: string[] = []
    let text = before
    for (const { title, apply } of due) {
      const after = apply(text, file)
      if (after !== text) because.push(title)
      text = after
    }
    return text === before ? [] : [{ file, text, because }]
  })
}

/** package.json of a connector that speaks another version of the contract, all else as it was. */
export function withApiVersion(packageJson: string, version: number): string {
  return packageJson.replace(/("rev"\s*:\s*\{[^}]*"apiVersion"\s*:\s*)\d+/, `$1${version}`)
}

/** A definition that says so too. */
export function withDefinitionVersion(text: string, version: number): string {
  return text.replace(/^(\s*apiVersion:\s*)\d+(,?)$/m, `$1${version}$2`)
}
