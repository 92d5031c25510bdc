"""The measured workloads: `make bench`. Fills a database of its own and measures the product over HTTP."""
