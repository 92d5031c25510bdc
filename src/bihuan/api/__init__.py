"""The desk for programs: JSON under /api/v1, told by the same tables and through the same door as the pages."""
