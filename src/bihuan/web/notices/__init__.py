"""消息的去向: what became of notices, the channels of the house, and what each person wishes."""
