"""Papers are opened by other programs than those that made them."""
