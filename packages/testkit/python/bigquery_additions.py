"""What Crucible lacks of GoogleSQL and a comparison inside the database needs.

From https://cloud.google.com/bigquery/docs/reference/standard-sql (read 2026-11-27): DELETE and UPDATE, FORMAT with %e
and %g of a FLOAT64, and COLLATE with an empty collation. Everything else is the emulator's own.
"""

import re

from crucible.dialects.bigquery import dml, errors, generator, metadata, statements, translate, types
from crucible.dialects.bigquery.transforms import strings
from crucible.dialects.bigquery.transforms.common import typed
from crucible.engine.catalog import qualified
from sqlglot import exp

plan_statement = statements._plan
format_call = strings._format
generate_sql = generator.generate
plan_insert = statements._insert
# Values of so many rows are looked at together.
rows_at_once = 25


def as_merge(tree):
    """DELETE and UPDATE as the MERGE that does the same; both need a WHERE."""
    where = tree.args.get("where")
    if where is None:
        raise errors.invalid(f"{tree.key.upper()} must have a WHERE clause")
    then = exp.Update(expressions=tree.expressions) if isinstance(tree, exp.Update) else exp.Var(this="DELETE")
    when = exp.When(matched=True, source=False, then=then)
    using = exp.select("1 AS one").subquery("crucible_source")
    return exp.Merge(this=tree.this, using=using, on=where.this, whens=exp.Whens(expressions=[when]))


def plan(tree, ctx):
    for collate in list(tree.find_all(exp.Collate)):
        if isinstance(collate.expression, exp.Literal) and collate.expression.name == "":
            collate.replace(collate.this)
    if isinstance(tree, (exp.Delete, exp.Update)):
        return dml.plan_merge(as_merge(tree), ctx)
    return plan_statement(tree, ctx)


def insert(tree, ctx):
    """INSERT … VALUES. The emulator makes a UNION ALL of the rows, whose time grows with their square."""
    values = tree.expression
    if not isinstance(values, exp.Values) or not isinstance(tree.this, exp.Schema):
        return plan_insert(tree, ctx)
    info = metadata.find_table(ctx, metadata.name_of(tree.this.this, ctx))
    by_name = {column.name.lower(): column for column in info.columns}
    columns = [by_name.get(name.name.lower()) for name in tree.this.expressions]
    if None in columns:
        return plan_insert(tree, ctx)
    rows = [row.expressions if isinstance(row, exp.Tuple) else [row] for row in values.expressions]
    written = []
    for start in range(0, len(rows), rows_at_once):
        written += written_rows(rows[start : start + rows_at_once], columns, ctx)
    full = qualified(info.catalog, info.schema, info.name)
    names = ", ".join(qualified(column.name) for column in columns)
    return statements.run_sql(f"INSERT INTO {full} ({names}) VALUES {', '.join(written)}", "INSERT", ctx, returns_rows=False)


def plain_text(value, column):
    """A literal that is written as it is, which saves most of the time; None for any other value."""
    if isinstance(value, exp.Null):
        return "NULL"
    name = types.type_name(column.type)
    literal = value.this if isinstance(value, exp.Cast) and name in ("INT64", "FLOAT64", "BOOL") else value
    if not isinstance(literal, exp.Literal) or not literal.is_string or "\0" in literal.name:
        return None
    text = "'" + literal.name.replace("'", "''") + "'"
    if literal is value:
        return text if name == "STRING" else None
    same = types.type_name(value.to) == name
    return f"CAST({text} AS {types.storage_type(value.to).sql('duckdb')})" if same else None


def written_rows(rows, columns, ctx):
    """Rows of values as they are written into columns, each held against the type of its column."""
    if any(len(row) != len(columns) for row in rows):
        raise errors.invalid(f"Inserted row has wrong column count; Has {len(rows[0])}, expected {len(columns)}")
    flat = [(value, columns[index % len(columns)]) for index, value in enumerate(value for row in rows for value in row)]
    parts = [plain_text(value, column) for value, column in flat]
    hard = [index for index, part in enumerate(parts) if part is None]
    selected = [exp.alias_(flat[index][0].copy(), f"v{index}") for index in hard]
    found = translate.outer_selects(translate.prepare(exp.select(*selected), ctx).query)[0].expressions if hard else []
    for index, projection in zip(hard, found, strict=True):
        value = projection.this if isinstance(projection, exp.Alias) else projection
        column = flat[index][1]
        target = types.parse(types.type_name(column.type))
        is_literal = isinstance(value, exp.Literal) and value.is_string
        is_typed = not isinstance(value, exp.Null) and value.type is not None and value.type.this != exp.DType.UNKNOWN
        if is_typed and not types.coerces(value.type, target, literal_string=is_literal):
            raise errors.invalid(
                f"Value has type {types.type_name(value.type)} which cannot be inserted into column {column.name}, "
                f"which has type {types.type_name(target)}"
            )
        parts[index] = generate(translate.write_value(value.copy(), target, column.name))
    width = len(columns)
    return ["(" + ", ".join(parts[start : start + width]) + ")" for start in range(0, len(parts), width)]


def format_number(node):
    template = node.this
    is_number = isinstance(template, exp.Literal) and re.fullmatch(r"%\.\d+[eg]", template.name)
    if not is_number:
        return format_call(node)
    [value] = node.expressions
    return typed(exp.Anonymous(this="printf", expressions=[template.copy(), exp.cast(value.copy(), "DOUBLE")]), "STRING")


def generate(tree):
    """A statement of DuckDB ends at a NUL, and so it is put together from what is beside it."""
    for text in list(tree.find_all(exp.Literal)):
        if text.is_string and "\0" in text.name:
            pieces = [exp.Literal.string(piece) for piece in text.name.split("\0")]
            joined = pieces[0]
            for piece in pieces[1:]:
                joined = exp.DPipe(this=exp.DPipe(this=joined, expression=exp.Anonymous(this="chr", expressions=[exp.Literal.number(0)])), expression=piece)
            text.replace(exp.paren(joined))
    return generate_sql(tree)


def install():
    statements._plan = plan
    statements._insert = insert
    strings._format = format_number
    for module in (generator, translate, dml):
        module.generate = generate
