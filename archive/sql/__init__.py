"""The Store contract kept in SQLite or PostgreSQL: one implementation on SQLAlchemy Core, two dialects.

`open` gives a ready store for a database address; `tables` is the schema; `frontier`, `recording`, `reading`, `outlets`
hold the queries by subject, as plain functions taking a connection; `store` binds them to the contract.
"""
