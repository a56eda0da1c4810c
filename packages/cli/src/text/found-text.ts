import type { FoundConnector, PublishedConnector } from '@revetl/registry'
import type { Style } from './style.ts'
import { tableText } from './table.ts'

/** Connectors of the index, and packages beyond it; `undefined` where npm was not asked. */
export function foundText(
  found: readonly FoundConnector[],
  others: readonly PublishedConnector[] | undefined,
  style: Style,
): string {
  const parts = [
    found.length === 0 ? 'The index has no such connector.' : indexTable(found, style),
    ...(others === undefined || others.length === 0 ? [] : [othersTable(others, style)]),
    ...(others?.length === 0 ? ['npm has no other one.'] : []),
  ]
  return parts.join('\n\n')
}

function indexTable(found: readonly FoundConnector[], style: Style): string {
  const rows = found.map(({ package: name, version = '', connector }) => [
    connector.kind,
    style('bold', connector.id),
    name,
    version,
    connector.versions[version]?.tier ?? '',
    connector.description ?? connector.title,
  ])
  return tableText(['kind', 'id', 'package', 'version', 'tier', ''], rows, style)
}

function othersTable(others: readonly PublishedConnector[], style: Style): string {
  const rows = others.map(({ package: name, version, publisher, publishedAt, description }) => [
    style('bold', name),
    version ?? '',
    publisher ?? '',
    publishedAt?.slice(0, 10) ?? '',
    description,
  ])
  const title = style(
    'yellow',
    'Not in the index: on npm by their own word, and tested by nobody for you.',
  )
  const table = tableText(['package', 'version', 'publisher', 'published', ''], rows, style)
  return `${title}\n${table}\n\n${style('dim', 'rev connector add NAME looks at one before anything of it is installed.')}`
}
