"""Mails about a verification are notifications now, as all others are."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("integrations", "0011_connection_doctor"),
    ]

    operations = [
        migrations.DeleteModel(name="VerifyMail"),
    ]
