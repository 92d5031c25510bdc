"""The rules of the process: plain tables and pure functions.

Nothing here imports Django, touches a database or reads a clock: the time is always an argument. What a
person sees or calls, and every test of the life cycle, is read from these tables.
"""
