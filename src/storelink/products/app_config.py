"""Django's name for this folder. Not in `apps.py`: that file is about apps of the stores."""

from django.apps import AppConfig


class ProductsConfig(AppConfig):
    name = "storelink.products"
    label = "products"
    default_auto_field = "django.db.models.BigAutoField"
