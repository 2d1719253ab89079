"""What is kept: captures in WARC files; articles, versions and the change list in a database.

`model` says what the kept things are, `store` what can be asked of the database, `sql` keeps it in SQLite or PostgreSQL,
`warc` writes and reads captures, `versions` decides what counts as an edit, `verify` checks the archive's promises.
"""
