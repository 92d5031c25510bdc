"""The class of a cause, suggested from the words of its analysis; people overrule it."""

from __future__ import annotations

WORDS: dict[str, tuple[str, ...]] = {
    "attack": ("攻击", "病毒", "木马", "勒索", "入侵", "attack", "malware"),
    "change": ("变更引", "升级后", "割接", "上线后", "发布后", "after the change",
        "after the upgrade"),
    "operation": ("误操作", "误删", "操作失误", "人为", "漏执行", "human error", "by mistake"),
    "configuration": ("配置", "参数", "阈值", "门限", "漏配", "未开启", "权限", "证书过期",
        "许可过期", "configuration", "parameter", "misconfig"),
    "capacity": ("容量", "空间不足", "扩容", "负载", "使用率", "写满", "空间满", "连接数",
        "内存不足", "性能瓶颈", "capacity", "disk full", "out of memory"),
    "environment": ("断电", "掉电", "供电", "市电", "空调", "机房", "温度", "power", "cooling"),
    "network": ("断纤", "光缆", "线路", "链路", "网络", "丢包", "端口", "交换机", "路由",
        "network", "fibre", "packet"),
    "hardware": ("硬件", "磁盘", "硬盘", "板卡", "控制器", "电源模块", "内存条", "主板", "风扇",
        "光模块", "hardware", "disk", "controller", "board"),
    "data": ("数据错", "重复文件", "字段", "脏数据", "数据异常", "话单错", "格式错误", "资料错",
        "faulty data", "corrupt"),
    "software": ("软件", "程序", "脚本", "版本", "接口", "索引", "逻辑", "锁", "缺陷", "固件",
        "漏洞", "死锁", "内存泄漏", "进程", "代码", "补丁", "software", "bug", "defect",
        "firmware", "deadlock", "leak"),
    "external": ("厂商", "外部门", "对端", "第三方", "运营商", "vendor", "third party"),
    "unknown": ("原因不明", "未找到原因", "无法确定原因", "unknown"),
}  # fmt: skip
"""Class → words that speak for it. Of several classes named equally often, the first of this table stands."""


SAYS_NOTHING = frozenset({"", "unknown", "other_cause"})
"""Classes that two cases may share without sharing a cause (D72)."""


def suggested_class(*texts: str) -> str:
    """The code of the class whose words the texts name most often; `other_cause` if they name none."""
    text = "\n".join(texts).lower()
    counts = {code: sum(text.count(word) for word in words) for code, words in WORDS.items()}
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] else "other_cause"
