"""Makes the tables of the tests in a folder, with the programs of others: deltalake, pyiceberg, sqlite3."""

import datetime
import decimal
import sqlite3
import sys

import pyarrow as pa
from deltalake import DeltaTable, write_deltalake
from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.types import IntegerType

root = sys.argv[1]
utc = datetime.timezone.utc
price = pa.decimal128(9, 2)

orders = pa.table(
    {
        "id": pa.array([1, 2, 3], pa.int64()),
        "paid": pa.array([True, False, None]),
        "amount": pa.array(
            [decimal.Decimal("12345678901234567890.123456789012345678"), decimal.Decimal("-0.5"), None],
            pa.decimal128(38, 18),
        ),
        "rate": pa.array([0.1, 1e300, None], pa.float64()),
        "ratio": pa.array([0.1, 2.5, None], pa.float32()),
        "name": pa.array(["Grüße 👩‍💻", "", None]),
        "day": pa.array([datetime.date(2024, 2, 29), datetime.date(1, 1, 1), None]),
        "at": pa.array(
            [datetime.datetime(2026, 1, 31, 13, 5, 0, 123456, tzinfo=utc), None, None], pa.timestamp("us", tz="UTC")
        ),
        "clock": pa.array([datetime.datetime(2026, 3, 29, 2, 30), None, None], pa.timestamp("us")),
        "raw": pa.array([b"\xaa\xff\x00", b"", None]),
        "tags": pa.array([["a", None], [], None], pa.list_(pa.string())),
        "item": pa.array(
            [{"n": 9007199254740993, "price": decimal.Decimal("1.50")}, None, None],
            pa.struct([("n", pa.int64()), ("price", price)]),
        ),
        "stock": pa.array([[("x", 1)], [], None], pa.map_(pa.string(), pa.int64())),
    }
)
late = pa.table({"id": pa.array([4], pa.int64()), "grade": pa.array([7], pa.int32())})

delta = f"{root}/delta orders"
write_deltalake(delta, orders)
write_deltalake(delta, late, mode="append", schema_mode="merge")
DeltaTable(delta).delete("id = 2")

catalog = SqlCatalog("shop", uri=f"sqlite:///{root}/catalog.db", warehouse=f"file://{root}/iceberg")
catalog.create_namespace("shop")
table = catalog.create_table("shop.orders", schema=orders.schema)
table.append(orders)
with table.update_schema() as schema:
    schema.add_column("grade", IntegerType())
table.append(late)
table.delete("id = 2")

crm = sqlite3.connect(f"{root}/crm.sqlite")
crm.executescript(
    """
    create table customers (id integer primary key, email text, score real);
    insert into customers values (1, 'ann@example.com', 0.1), (9007199254740993, null, null);
    create view emails as select email from customers where email is not null;
    """
)
crm.close()
