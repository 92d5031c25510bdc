"""Pages of meetings (小组与会议) and of corrective actions (整改项)."""
