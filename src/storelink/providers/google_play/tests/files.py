"""Files as Google writes them, made up."""

import codecs
import gzip
import io
import json
import zipfile
from functools import cache

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

EMAIL = "storelink@lemonade-1234.iam.gserviceaccount.com"
APP = "example.lemon.stand"
INSTALLS = (
    "Date,Package name,Daily Device Installs,Daily Device Uninstalls,Daily Device Upgrades,"
    "Total User Installs,Daily User Installs,Daily User Uninstalls,Active Device Installs,"
    "Install events,Update events,Uninstall events"
)
COUNTRIES = INSTALLS.replace("Package name,", "Package name,Country,")
CRASHES = "Date,Package Name,Daily Crashes,Daily ANRs"
RATINGS = "Date,Package Name,Daily Average Rating,Total Average Rating"
TRAFFIC = (
    "Date,Package name,Traffic source,Search term,UTM source,UTM campaign,"
    "Store listing acquisitions,Store listing visitors,Store listing conversion rate"
)
REVIEWS = (
    "Package Name,App Version Code,App Version Name,Reviewer Language,Device,"
    "Review Submit Date and Time,Review Submit Millis Since Epoch,"
    "Review Last Update Date and Time,Review Last Update Millis Since Epoch,Star Rating,"
    "Review Title,Review Text,Developer Reply Date and Time,Developer Reply Millis Since Epoch,"
    "Developer Reply Text,Review Link"
)
SALES = (
    "Order Number,Order Charged Date,Order Charged Timestamp,Financial Status,Device Model,"
    "Product Title,Product ID,Product Type,SKU ID,Currency of Sale,Item Price,Taxes Collected,"
    "Charged Amount,City of Buyer,State of Buyer,Postal Code of Buyer,Country of Buyer"
)
EARNINGS = (
    "Description,Transaction Date,Transaction Time,Tax Type,Transaction Type,Refund Type,"
    "Product Title,Product id,Product Type,Sku Id,Hardware,Buyer Country,Buyer State,"
    "Buyer Postal Code,Buyer Currency,Amount (Buyer Currency),Currency Conversion Rate,"
    "Merchant Currency,Amount (Merchant Currency)"
)


def utf16(*lines, end="\n"):
    """Little endian with its mark, as the bucket has most files."""
    return codecs.BOM_UTF16_LE + (end.join(lines) + end).encode("utf-16-le")


def zipped(**files):
    """An archive; names are given without .csv."""
    with io.BytesIO() as raw:
        with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, lines in files.items():
                archive.writestr(f"{name}.csv", "\n".join(lines) + "\n")
        return raw.getvalue()


def packed(content):
    return gzip.compress(content, mtime=0)


@cache
def rsa_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def pem(key=None):
    key = key or rsa_key()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def key_file(**changes):
    """What Google lets somebody download once; a change to None leaves a field out."""
    said = {
        "type": "service_account",
        "project_id": "lemonade-1234",
        "private_key_id": "0123456789abcdef",
        "private_key": pem(),
        "client_email": EMAIL,
        "client_id": "1234567890",
        "auth_uri": "https://accounts.google.com/o/oauth2/auth",
        "token_uri": "https://oauth2.googleapis.com/token",
        "universe_domain": "googleapis.com",
        **changes,
    }
    return json.dumps({name: value for name, value in said.items() if value is not None})


def client_file(kind="web", **changes):
    said = {
        "client_id": "777.apps.googleusercontent.com",
        "client_secret": "GOCSPX-lemon-secret",
        "project_id": "lemonade-1234",
        **changes,
    }
    return json.dumps({kind: said})
