"""SMS by Aliyun."""
