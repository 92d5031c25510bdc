"""Duty at night: the call page, roster, hand-over."""
