"""Voice by SIP."""
