"""The case: its models, the facts read from them, the one door that changes them, and what time does to them."""
