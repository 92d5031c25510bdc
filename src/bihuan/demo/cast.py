"""The tables of the demo organisation. Every name, number and address is made up, and sounds like its job."""

from __future__ import annotations

from typing import NamedTuple

MAIL = "billing.example"


class Dept(NamedTuple):
    code: str
    name: str
    kind: str
    contact: str
    phone: str


class Member(NamedTuple):
    username: str
    name: str
    role: str
    department: str
    title: str
    phone: str


class Sys(NamedTuple):
    code: str
    name: str
    owner: str
    is_key_business: bool
    departments: tuple[str, ...]


DEPARTMENTS = (
    Dept("billing", "计费业务中心", "own", "协小调", "内线 6100"),
    Dept("marketing", "市场部", "marketing", "施厂旺", "内线 7100"),
    Dept("customer_service", "客户服务部", "marketing", "柯福安", "内线 7200"),
    Dept("network", "网络部", "external", "王维洛", "内线 7300"),
    Dept("transmission", "传输中心", "external", "川舒娴", "内线 7400"),
    Dept("it", "信息技术部", "internal", "辛继恕", "内线 7500"),
)

CAST = (
    Member("reporter", "甄报单", "reporter", "billing", "值班员", "内线 6101"),
    Member("reporter2", "辛卡清", "reporter", "billing", "信息卡处理员", "内线 6102"),
    Member("coordinator", "协小调", "coordinator", "billing", "问题管理协调员", "内线 6110"),
    Member("coordinator2", "协代岗", "coordinator", "billing", "问题管理协调员（B 角）", "内线 6111"),
    Member("handler", "楚理源", "handler", "billing", "计费应用维护", "内线 6120"),
    Member("handler2", "解决铭", "handler", "billing", "数据库维护", "内线 6121"),
    Member("handler3", "王洛达", "handler", "billing", "网络与主机维护", "内线 6122"),
    Member("handler4", "康接稳", "handler", "billing", "接口与账务维护", "内线 6123"),
    Member("lead", "祝子桐", "lead", "billing", "计费子系统主管", "内线 6130"),
    Member("lead2", "祝冠营", "lead", "billing", "账务子系统主管", "内线 6131"),
    Member("manager", "季经礼", "manager", "billing", "计费部经理", "内线 6001"),
    Member("changer", "卞更新", "changer", "billing", "变更管理协调员", "内线 6140"),
    Member("clerk", "党安存", "clerk", "billing", "文档管理员", "内线 6150"),
    Member("leader1", "祖掌班", "leader", "billing", "值班组组长", "内线 6160"),
    Member("leader2", "朱任远", "leader", "billing", "中心主任", "内线 6002"),
    Member("board", "沈批祖", "board", "it", "变更审批组成员", "内线 7501"),
    Member("executive", "宗老仲", "executive", "it", "公司分管领导", "内线 8001"),
    Member("marketing", "施厂旺", "marketing", "marketing", "市场部联系人", "内线 7101"),
    Member("outsider", "鲁仁佳", "", "it", "来访人员", "内线 7599"),
    Member("admin", "管习统", "admin", "it", "系统管理员", "内线 7510"),
    Member("security", "安权规", "security", "it", "安全管理员", "内线 7511"),
    Member("auditor", "申继元", "auditor", "it", "审计管理员", "内线 7512"),
)

SYSTEMS = (
    Sys("mediation", "采集预处理", "lead", True, ("network",)),
    Sys("rating", "批价", "lead", True, ("marketing", "customer_service")),
    Sys("billing_run", "计费出账", "lead", True, ("marketing", "customer_service")),
    Sys("credit_control", "信控停复机", "lead", True, ("marketing", "customer_service")),
    Sys("accounting", "账务处理", "lead2", True, ("marketing", "customer_service")),
    Sys("settlement", "网间结算", "lead2", False, ("network", "marketing")),
    Sys("service_interface", "营业受理接口", "lead2", True, ("marketing", "customer_service", "it")),
    Sys("recharge", "充值缴费", "lead2", True, ("marketing", "customer_service")),
    Sys("reporting", "报表平台", "lead2", False, ("marketing",)),
    Sys("database_cluster", "数据库集群", "lead", True, ("it",)),
    Sys("backup_storage", "存储与备份", "lead", False, ("it",)),
    Sys("monitoring_platform", "监控平台", "lead2", False, ()),
)

RULES: tuple[tuple[str, str, str, int], ...] = (
    ("host", "", "handler3", 10),
    ("database", "", "handler2", 10),
    ("network", "", "handler3", 10),
    ("storage", "", "handler2", 10),
    ("system_software", "", "handler3", 10),
    ("application_software", "", "handler", 10),
    ("application_software", "", "handler4", 20),
    ("application_software", "accounting", "handler4", 10),
    ("application_software", "settlement", "handler4", 10),
    ("application_software", "service_interface", "handler4", 10),
    ("application_software", "recharge", "handler4", 10),
    ("transmission_line", "", "handler3", 10),
    ("production_environment", "", "handler3", 10),
    ("security", "", "handler3", 10),
    ("security", "service_interface", "handler4", 10),
)
"""Category, system or none, suggested handler, priority."""

CHAIN = ("leader1", "leader2", "manager", "executive")
"""组长 → 主任 → 经理 → 分管领导 (D2)."""

SHIFTS = (("coordinator", "coordinator", "coordinator2"), ("duty_officer", "reporter", "reporter2"))
"""Duty, person, deputy."""
