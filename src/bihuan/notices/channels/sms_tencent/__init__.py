"""SMS by Tencent Cloud."""
