import type { ModelQuery } from '@revetl/sdk'
import type { SourceSystem } from '../define-conformance.ts'

/** A model of one statement. */
export function sqlModel(sql: string): ModelQuery {
  return { kind: 'sql', sql }
}

/**
 * Models of a source that reads SQL, on two tables that the conformance file makes: `wide` has the columns `id`, which
 * counts its rows from 0 or 1, `text` and `v`; `kinds` has at least one row.
 */
export function wideModels(rows: number) {
  return {
    large: { model: sqlModel('select * from wide'), rows },
    empty: sqlModel('select * from wide where id < 0'),
    refused: [
      { model: sqlModel('selec 1'), code: 'REV_MODEL_SQL' },
      { model: sqlModel('select 1; select 2'), code: 'REV_MODEL_NOT_A_QUERY' },
      { model: { kind: 'table', table: ['nowhere'] }, code: 'REV_MODEL_NOT_FOUND' },
    ],
    writing: ['drop table kinds', "insert into wide values (1, 'x', 2)", 'delete from kinds'],
  } satisfies Partial<SourceSystem>
}
