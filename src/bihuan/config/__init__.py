"""The outermost layer: settings, addresses, what servers load, the health of an installation."""
