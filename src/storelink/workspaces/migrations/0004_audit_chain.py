"""The audit log becomes a chain; what is in it already is chained as it stands."""

from django.db import migrations, models

from storelink.workspaces.chain import digest_of


def chain_entries(apps, schema_editor):
    entries = apps.get_model("workspaces", "AuditEntry").objects
    chains = apps.get_model("workspaces", "AuditChain").objects
    ends = {}
    for entry in entries.order_by("at", "id").iterator(chunk_size=2000):
        entry.chain = entry.workspace_id or 0
        number, before = ends.get(entry.chain, (0, ""))
        entry.number = number + 1
        entry.digest = digest_of(before, entry)
        entries.filter(pk=entry.pk).update(
            chain=entry.chain, number=entry.number, digest=entry.digest
        )
        ends[entry.chain] = (entry.number, entry.digest)
    for chain, (number, digest) in ends.items():
        chains.create(chain=chain, last_number=number, last_digest=digest)


class Migration(migrations.Migration):

    dependencies = [
        ("workspaces", "0003_known_addresses"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditChain",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("chain", models.PositiveBigIntegerField(unique=True)),
                ("last_number", models.PositiveBigIntegerField(default=0)),
                ("last_digest", models.CharField(blank=True, max_length=64)),
                ("anchor_number", models.PositiveBigIntegerField(default=0)),
                ("anchor_digest", models.CharField(blank=True, max_length=64)),
            ],
        ),
        migrations.AddField(
            model_name="auditentry",
            name="chain",
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="auditentry",
            name="number",
            field=models.PositiveBigIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="auditentry",
            name="digest",
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
        migrations.RunPython(chain_entries, migrations.RunPython.noop),
    ]
