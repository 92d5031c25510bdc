"""Groups of repeat problems over the API: listed, narrowed, opened, judged."""

from datetime import timedelta

from tests.api.wire import Wire


def test_a_repeat_is_judged_and_its_group_read(wire: Wire) -> None:
    numbers = []
    for _time in range(2):
        wire.desk.at += timedelta(minutes=1)
        wire.desk.confirmed(3)
        wire.desk.takes("handler", "submit_analysis", cause_class="hardware")
        wire.desk.takes("coordinator", "accept_analysis")
        numbers.append(wire.desk.case.number)
    wire.number = numbers[1]
    assert [
        row["key"] for row in wire.get(f"/problems/{numbers[1]}/duties")["items"] if row["status"] == "open"
    ].count("repeat_check") == 1
    refused = wire.tries("coordinator", "judge_repeat", verdict="repeat")
    assert (refused.status, refused.body["reasons"][0]["clause"]) == (409, "D72")
    wire.takes("coordinator", "judge_repeat", verdict="repeat", number=numbers[0])
    row = wire.get("/repeats?system=billing_run&plan=unplanned&limit=1")["items"][0]
    assert (row["cases"], row["cause"], row["plan"], row["actions"]) == (2, "hardware", "unplanned", [])
    whole = wire.get(f"/repeats/{row['id']}")
    assert [member["number"] for member in whole["members"]] == numbers[::-1]
    assert wire.call("GET", "/repeats?system=nowhere", "coordinator").status == 422
    assert wire.get("/repeats?month=2020-01")["items"] == []
