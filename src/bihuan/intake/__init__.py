"""What comes from elsewhere: the event log of another system."""
