from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "storelink.web"
    label = "web"
