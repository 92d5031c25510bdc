"""The record of changes to people may be appended to, never rewritten."""

from django.db import migrations

from bihuan.people.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [append_only("people_peoplechange")]
