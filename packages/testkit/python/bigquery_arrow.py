"""Results of BigQuery's REST API as Arrow record batches.

What the REST API writes as text becomes the Arrow type that a read session has for it:
https://cloud.google.com/bigquery/docs/reference/storage and, for intervals and ranges, which that page does not list, the
types of https://arrow.apache.org/docs/format/Columnar.html that hold them (to be confirmed).
"""

import base64
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pyarrow as pa

names = {"INTEGER": "INT64", "FLOAT": "FLOAT64", "BOOLEAN": "BOOL", "RECORD": "STRUCT"}
scalars = {
    "INT64": pa.int64(), "FLOAT64": pa.float64(), "BOOL": pa.bool_(), "STRING": pa.string(), "BYTES": pa.binary(),
    "DATE": pa.date32(), "TIME": pa.time64("us"), "DATETIME": pa.timestamp("us"), "TIMESTAMP": pa.timestamp("us", "UTC"),
    "INTERVAL": pa.month_day_nano_interval(), "JSON": pa.string(), "GEOGRAPHY": pa.string(),
}
# The largest BIGNUMERIC has a digit more than Arrow says that a decimal has, and is left out.
digits = {"NUMERIC": (pa.decimal128, 38, 9), "BIGNUMERIC": (pa.decimal256, 76, 38)}
marked = {"DATETIME", "JSON", "GEOGRAPHY"}
microsecond = timedelta(microseconds=1)
interval_form = re.compile(r"(-?)(\d+)-(\d+) (-?\d+) (-?)(\d+):(\d+):(\d+)(?:\.(\d+))?")


def name_of(field):
    return names.get(field["type"], field["type"])


def element_of(field):
    return {**field, "mode": "NULLABLE"}


def range_element(field):
    return {"name": "", "type": field["rangeElementType"]["type"]}


def arrow_type(field):
    if field.get("mode") == "REPEATED":
        return pa.list_(pa.field("item", arrow_type(element_of(field))))
    name = name_of(field)
    if name == "STRUCT":
        return pa.struct([arrow_field(inner) for inner in field["fields"]])
    if name == "RANGE":
        return pa.struct([(bound, arrow_type(range_element(field))) for bound in ("start", "end")])
    if name in digits:
        make, precision, scale = digits[name]
        return make(int(field.get("precision", precision)), int(field.get("scale", scale if "precision" not in field else 0)))
    return scalars[name]


def arrow_field(field):
    name = name_of(field)
    metadata = {"ARROW:extension:name": f"google:sqlType:{name.lower()}"} if name in marked else None
    return pa.field(field["name"], arrow_type(field), field.get("mode") != "REQUIRED", metadata)


def micros_of_time(text):
    value = time.fromisoformat(text)
    return ((value.hour * 60 + value.minute) * 60 + value.second) * 1_000_000 + value.microsecond


def interval_of(text):
    sign, years, months, days, time_sign, hours, minutes, seconds, fraction = interval_form.fullmatch(text).groups()
    nanos = ((int(hours) * 60 + int(minutes)) * 60 + int(seconds)) * 1_000_000_000 + int((fraction or "").ljust(9, "0"))
    months = int(years) * 12 + int(months)
    return pa.MonthDayNano([-months if sign else months, int(days), -nanos if time_sign else nanos])


def range_of(field, text):
    start, end = text[1:-1].split(", ")
    element = range_element(field)
    return {bound: None if at == "UNBOUNDED" else arrow_value(element, at) for bound, at in (("start", start), ("end", end))}


readers = {
    "INT64": int, "FLOAT64": float, "BOOL": lambda text: text == "true", "NUMERIC": Decimal, "BIGNUMERIC": Decimal,
    "BYTES": base64.b64decode, "DATE": lambda text: (date.fromisoformat(text) - date(1970, 1, 1)).days, "TIME": micros_of_time,
    "DATETIME": lambda text: (datetime.fromisoformat(text) - datetime(1970, 1, 1)) // microsecond, "TIMESTAMP": int,
    "INTERVAL": interval_of,
}


def arrow_value(field, value):
    """A value as the REST API has it, as pyarrow takes it."""
    if field.get("mode") == "REPEATED":
        return [arrow_value(element_of(field), item["v"]) for item in value or []]
    if value is None:
        return None
    name = name_of(field)
    if name == "STRUCT":
        return {inner["name"]: arrow_value(inner, cell["v"]) for inner, cell in zip(field["fields"], value["f"])}
    if name == "RANGE":
        return range_of(field, value)
    return readers.get(name, str)(value)


def arrow_table(fields, rows):
    """A table of rows as `{"f": [{"v": …}]}`."""
    columns = [
        pa.array([arrow_value(field, row["f"][at]["v"]) for row in rows], arrow_type(field)) for at, field in enumerate(fields)
    ]
    schema = pa.schema([arrow_field(field) for field in fields])
    return pa.Table.from_arrays(columns, schema=schema).combine_chunks()
