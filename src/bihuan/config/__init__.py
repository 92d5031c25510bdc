"""The outermost layer: settings, addresses, the applications that servers load, the health of an installation."""
