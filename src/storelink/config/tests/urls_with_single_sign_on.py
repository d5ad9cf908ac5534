"""The addresses of a server whose operator has set an issuer."""

from storelink.config.urls import SINGLE_SIGN_ON, handler404
from storelink.config.urls import urlpatterns as always

urlpatterns = [*always, *SINGLE_SIGN_ON]
__all__ = ["handler404", "urlpatterns"]
