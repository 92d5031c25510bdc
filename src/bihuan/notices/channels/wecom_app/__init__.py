"""WeCom application."""
