"""Files into the archive, through the same steps as a crawl: WARC and ARC files, JSON Lines, plain text.

`files` goes through one file in batches and can be killed at any moment; `kinds` tells what a file is by its content;
`pages` and `texts` turn its records into captures.
"""
