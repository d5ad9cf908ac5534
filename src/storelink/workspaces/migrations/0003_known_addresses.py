"""Everybody who is here already was added by the operator: their addresses count as proven."""

from django.db import migrations


def give_addresses(apps, schema_editor):
    address = apps.get_model("account", "EmailAddress")
    for user in apps.get_model("workspaces", "User").objects.all():
        address.objects.get_or_create(
            user=user, email=user.email, defaults={"verified": True, "primary": True}
        )


class Migration(migrations.Migration):

    dependencies = [
        ("workspaces", "0002_people_and_audit"),
        ("account", "0001_initial"),
    ]

    operations = [migrations.RunPython(give_addresses, migrations.RunPython.noop)]
