from django.apps import AppConfig


class WorkspacesConfig(AppConfig):
    name = "storelink.workspaces"
    label = "workspaces"
    default_auto_field = "django.db.models.BigAutoField"
