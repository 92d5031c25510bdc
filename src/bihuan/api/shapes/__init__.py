"""What answers look like. See `base`."""
