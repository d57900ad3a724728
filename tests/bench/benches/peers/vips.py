"""The same work in libvips, in this process: vips.py PHOTO OUT. Waits for a line, does the work once,
answers with the processor time it took in milliseconds; the pictures are kept as OUT.2048.jpg and OUT.256.jpg."""

import hashlib
import sys
import time

import pyvips

photo, out = sys.argv[1:3]
for _ in sys.stdin:
    began = time.process_time()
    with open(photo, "rb") as file:
        original = file.read()
    hashlib.sha256(original).digest()
    large = pyvips.Image.thumbnail_buffer(original, 2048, height=2048).copy_memory()
    preview = large.jpegsave_buffer(Q=80, keep="none")
    thumbnail = large.thumbnail_image(256, height=256).jpegsave_buffer(Q=80, keep="none")
    took = time.process_time() - began
    for name, picture in (("2048", preview), ("256", thumbnail)):
        with open(f"{out}.{name}.jpg", "wb") as file:
            file.write(picture)
    print(took * 1000, flush=True)
