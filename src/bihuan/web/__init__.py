"""The desk: what people see. HTML outside, the process tables inside; nothing here changes a case itself."""
