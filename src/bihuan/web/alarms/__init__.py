"""Pages of the alarms: what came in, the rules, the monitoring systems that may hand in."""
