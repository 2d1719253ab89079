"""What people and feed readers see of the archive: pages, feeds, a JSON twin of each. It reads; it never writes."""
