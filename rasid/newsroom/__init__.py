"""A newsroom to practise on: four invented Arabic outlets served from this machine.

A real HTTP server on loopback that the demonstration, the tests and the benchmarks crawl instead of the press. It can
publish, edit and delete while it runs, misbehave on request, and multiply its articles for load; see docs/newsroom.md.

    python -m rasid.newsroom --port 0

`server.Newsroom` is the server, `process.running_newsroom` starts it in a process of its own.
"""
