import type { SqlColumn, SqlTable } from '@revetl/sdk/sql'

/** A column as the server describes it. */
export interface TableColumn extends SqlColumn {
  /** The name of the type alone, such as `decimal`; `json` also where MariaDB keeps it as text. */
  readonly dataType: string
  /** The type in SQL with its digits, labels and sign. */
  readonly type: string
  /** For texts. */
  readonly collation: string | null
  readonly characters: string | number | null
  /** Digits of a second. */
  readonly fraction: string | number | null
}

/** A table that can be written. */
export interface Table extends SqlTable<TableColumn> {
  /** Tells whether columns or their types have changed. */
  readonly version: string
  /** `max_allowed_packet` of the server. */
  readonly packetBytes: number
  /** InnoDB and others that can take a statement back. */
  readonly hasTransactions: boolean
}
