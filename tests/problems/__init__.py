"""The case: what stands behind the door."""
