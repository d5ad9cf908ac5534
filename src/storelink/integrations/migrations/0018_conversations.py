"""Conversations go by their number; whoever began one goes on with it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('integrations', '0017_history'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='connectattempt',
            name='token',
        ),
        migrations.AddField(
            model_name='connectattempt',
            name='verifies',
            field=models.BooleanField(default=False),
        ),
    ]
