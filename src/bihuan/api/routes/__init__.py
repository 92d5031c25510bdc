"""The routes: each reads who asks, calls what lies below, and shapes the answer."""
