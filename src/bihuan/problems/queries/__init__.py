"""Reads: each a function named after what it returns. Nothing here changes anything."""
