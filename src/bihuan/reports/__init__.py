"""What is read off the cases for others: the register, the figures of a month. The read side; nothing is changed."""
