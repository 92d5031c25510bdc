from typing import Any

from django.db import migrations


def group_what_was_linked(apps: Any, schema_editor: Any) -> None:
    """Repeats that were linked before come together in groups, as a link does it now."""
    problems, links = apps.get_model("problems", "Problem"), apps.get_model("problems", "Link")
    groups, members = apps.get_model("problems", "RepeatGroup"), apps.get_model("problems", "RepeatCase")
    found: dict[str, set[str]] = {}
    for pair in links.objects.filter(kind="repeat").values_list("problem__number", "number"):
        together = set(pair).union(*(found.get(number, set()) for number in pair))
        found |= dict.fromkeys(together, together)
    for numbers in {min(numbers): numbers for numbers in found.values()}.values():
        cases = list(problems.objects.filter(number__in=numbers).order_by("reported_at", "id"))
        last = cases[-1]
        group = groups.objects.create(
            system_id=last.system_id, category=last.category, cause_class=last.cause_class, cases=len(cases),
            first_at=cases[0].reported_at, last_at=last.reported_at,
        )
        members.objects.bulk_create(members(problem=case, group=group) for case in cases)


class Migration(migrations.Migration):
    dependencies = [("problems", "0020_repeat_groups")]
    operations = [migrations.RunPython(group_what_was_linked, migrations.RunPython.noop)]
