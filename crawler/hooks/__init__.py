"""Code for the few outlets that selectors cannot describe: one module per outlet, named in its file (`hook = "name"`).

A module may define `extracted(extracted, page) -> Extracted`, called after the fields were read and before they are
cleaned, with `crawler.extract.article.Extracted` and `crawler.extract.page.Page`. Pure: no network, no clock, no other outlet.
"""
