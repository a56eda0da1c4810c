"""What of Snowflake's SQL the emulator passes on to DuckDB untranslated, or leaves out.

Each translation says what Snowflake's documents say of it (read 2026-11-27). Types are not known where they are made, so
that a format of dates tells a date, and one of times a time.
"""

from fakesnow import info_schema
from fakesnow.cursor import FakeSnowflakeCursor
from sqlglot import exp

# https://docs.snowflake.com/en/sql-reference/date-time-input-output
formats = {
    "YYYY-MM-DD": "%Y-%m-%d",
    "HH24:MI:SS.FF9": "%H:%M:%S.%n",
    'YYYY-MM-DD"T"HH24:MI:SS.FF9': "%Y-%m-%dT%H:%M:%S.%n",
}
# A text of JSON, which stays, or space, which goes.
spaced = r'("(?:[^"\\]|\\.)*")|\s+'
kinds = {"UBIGINT": "INTEGER", "BIGINT": "INTEGER", "NULL": "NULL_VALUE"}


def call(name, *arguments):
    return exp.Anonymous(this=name, expressions=list(arguments))


def text(value):
    return exp.Literal.string(value)


def translated(node):
    if isinstance(node, exp.ColumnConstraint) and isinstance(node.kind, exp.CollateColumnConstraint):
        return column_collation(node)
    if isinstance(node, exp.Collate) and node.expression.name == "":
        # No collation: https://docs.snowflake.com/en/sql-reference/collation. A cast from bytes has none.
        return call("decode", call("encode", node.this))
    if isinstance(node, exp.ToChar) and (form := formats.get(node.args["format"].name if node.args.get("format") else "")):
        moment = node.this if form.startswith("%Y") else exp.Add(this=exp.cast(text("1970-01-01"), "date"), expression=node.this)
        return call("strftime", moment, text(form))
    if isinstance(node, exp.JSONFormat):
        # Without space: https://docs.snowflake.com/en/sql-reference/functions/to_json
        return call("regexp_replace", exp.cast(node.this, "text"), text(spaced), text(r"\1"), text("g"))
    if isinstance(node, exp.Typeof):
        # https://docs.snowflake.com/en/sql-reference/functions/typeof
        kind = call("json_type", node.this)
        cases = [exp.If(this=text(one), true=text(other)) for one, other in kinds.items()]
        return exp.Case(this=kind, ifs=cases, default=kind.copy())
    return node


def column_collation(node):
    """A column without a collation, or one that ignores case; DuckDB has these two."""
    spec = node.kind.this.name
    if spec == "":
        return None
    if spec != "en-ci":
        raise NotImplementedError(f"COLLATE '{spec}'")
    return exp.ColumnConstraint(kind=exp.CollateColumnConstraint(this=exp.to_identifier("NOCASE")))


def install():
    """Lets the emulator run statements as they are translated here."""
    emulated, noted = FakeSnowflakeCursor._transform, info_schema.insert_text_lengths_sql
    FakeSnowflakeCursor._transform = lambda self, expression, params: emulated(self, expression.transform(translated), params)

    def note_lengths(catalog, schema, table, lengths):
        # It writes names into a statement as they are, and one may hold a quote.
        doubled = [(name.replace("'", "''"), size) for name, size in lengths]
        return noted(catalog, schema.replace("'", "''"), table.replace("'", "''"), doubled)

    info_schema.insert_text_lengths_sql = note_lengths
