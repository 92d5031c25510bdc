"""已知错误: their list, the page of one, and what is offered beside a case."""
