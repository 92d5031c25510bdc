"""What people are told: notices, written in the transaction that caused them."""
