"""A call by hand."""
