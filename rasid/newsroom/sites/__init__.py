"""How each outlet looks: one module per site, which turns articles into its pages, feeds and sitemaps."""
