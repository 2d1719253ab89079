"""From an outlet's name to an article.

1. `catalogue` reads the outlets from TOML files.
2. `due` decides what is to be polled or visited now.
3. `discover` reads feeds, sitemaps, listings and section fronts into `Found`.
4. `fetch` visits URLs politely (Scrapy) and writes every response to the archive before anyone reads it.
5. `extract` reads a capture: bytes to text, what page it is, fields with their origin.
6. `clean` makes content of the fields, or says why not.
7. `pipeline` is 5 and 6 in order: capture in, outcome out; `workers` runs it on all cores.
8. `imports` feeds WARC files, JSON Lines and plain text through the same pipeline.
"""
