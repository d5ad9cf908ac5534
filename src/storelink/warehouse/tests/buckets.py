"""A bucket of this machine: S3's protocol, played by moto, on loopback."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from moto.server import ThreadedMotoServer

BUCKET = "storelink"


@contextmanager
def bucket_played() -> Iterator[Any]:
    """A client for an empty bucket, until the block ends."""
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    client = boto3.client(
        "s3", endpoint_url=f"http://{host}:{port}", region_name="us-east-1",
        aws_access_key_id="of-nobody", aws_secret_access_key="of-nobody",
    )  # fmt: skip
    try:
        client.create_bucket(Bucket=BUCKET)
        yield client
    finally:
        client.close()
        server.stop()
