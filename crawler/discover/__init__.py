"""Where addresses of articles come from: feeds, sitemaps, JSON listings, section fronts. Bytes in, `Found` out; no network."""
