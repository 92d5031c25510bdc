"""What lies in every package so that it proves itself without this product: a text and a script for the chain."""

SCRIPT = '''#!/usr/bin/env python3
"""Recomputes the chain of events in events.jsonl, with nothing but Python. Exit code 0: every event holds."""
import hashlib, json, os, sys

previous, place = "0" * 64, 0
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "events.jsonl"), encoding="utf-8") as lines:
    for place, line in enumerate(lines, start=1):
        event = json.loads(line)
        said = [event[name] for name in ("stream", "seq", "step", "actor", "occurred_at", "recorded_at", "data")]
        text = json.dumps([*said, previous], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
        if event["seq"] != place or event["prev_hash"] != previous or event["hash"] != digest:
            sys.exit("event %d (%s) does not hold" % (place, event.get("step")))
        previous = digest
print("%d events hold, the last hash is %s" % (place, previous))
'''

README = """\
本归档包采用 BagIt 格式（RFC 8493）。
  data/papers        全部表单，PDF/A-2b
  data/attachments   附件原件
  data/case.json     问题的全部数据
  data/events.jsonl  事件链，每行一个事件
核验：
  sha256sum -c manifest-sha256.txt        （在归档包目录下执行）
  sha256sum -c tagmanifest-sha256.txt
  python3 data/verify_events.py
事件的哈希 = SHA-256( JSON [stream, seq, step, actor, occurred_at, recorded_at, data, prev_hash] )，
UTF-8，键按字母排序，分隔符为“,”和“:”，不转义非 ASCII 字符；首个事件的 prev_hash 为 64 个 0。

This package is a bag (BagIt, RFC 8493).
  data/papers        every form as PDF/A-2b
  data/attachments   the uploads as they came
  data/case.json     all data of the case
  data/events.jsonl  the chain of events, one a line
To verify it:
  sha256sum -c manifest-sha256.txt        (in the folder of the package)
  sha256sum -c tagmanifest-sha256.txt
  python3 data/verify_events.py
The hash of an event is the SHA-256 of the JSON list [stream, seq, step, actor, occurred_at, recorded_at, data,
prev_hash] in UTF-8, keys sorted, separators "," and ":", nothing escaped beyond ASCII; the first prev_hash is 64 zeros.
"""
