from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "storelink.reviews"
    default_auto_field = "django.db.models.BigAutoField"
