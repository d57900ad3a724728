"""Sends a file as tuspy does: upload.py <address> <token> <photo> <file> <stop after bytes>

Sends the first bytes, then goes on with a second uploader that knows only the upload's address.
"""

import sys

from tusclient import client

address, token, photo, path, stop = sys.argv[1:]
headers = {"Authorization": f"Bearer {token}"}
tus = client.TusClient(f"{address}/v1/photos", headers=headers)
named = {"photo": photo, "variant": "original"}
first = tus.uploader(path, metadata=named, chunk_size=64 * 1024)
first.upload(stop_at=int(stop))
assert 0 < first.offset < first.get_file_size(), first.offset
second = tus.uploader(path, chunk_size=64 * 1024, url=first.url)
assert second.offset == first.offset, (second.offset, first.offset)
second.upload()
print(first.url)
