"""档案: where each file lies, how long it is kept, whether its package holds."""
