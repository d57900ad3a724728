"""The same files and about the same words over Anki's sync, in processes of their own: anki_drain.py FILES WORK.
Prints how long two hundred notes with the files took, seconds, and what the server needed: processor seconds and MiB.
Plain HTTP: Anki's server leaves TLS to a proxy."""

import os
import pathlib
import shutil
import socket
import subprocess
import sys
import time

from anki.collection import Collection

files, work = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
NOTES = 200


def status(pid, line):
    for said in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if said.startswith(line):
            return float(said.split()[1]) / 1024
    raise SystemExit(f"no {line}")


def cpu(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def synced(collection, auth):
    answer = collection.sync_collection(auth, False)
    if answer.required in (answer.FULL_SYNC, answer.FULL_UPLOAD):
        collection.close_for_full_sync()
        collection.full_upload_or_download(auth=auth, server_usn=answer.server_media_usn, upload=True)
        collection.reopen(after_full_sync=True)


def media_synced(collection, auth):
    collection.sync_media(auth)
    while collection.media_sync_status().active:
        time.sleep(0.005)


shutil.rmtree(work, ignore_errors=True)
work.mkdir(parents=True)
port = free_port()
settings = {"SYNC_USER1": "a:b", "SYNC_BASE": str(work / "server"), "SYNC_HOST": "127.0.0.1", "SYNC_PORT": str(port),
            "MAX_SYNC_PAYLOAD_MEGS": "1000", "RUST_LOG": "error"}  # fmt: skip
run = "from anki.syncserver import run_sync_server; run_sync_server()"
server = subprocess.Popen([sys.executable, "-c", run], env=os.environ | settings)
try:
    for _ in range(500):
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.02)
    collection = Collection(str(work / "collection.anki2"))
    auth = collection.sync_login("a", "b", f"http://127.0.0.1:{port}/")
    synced(collection, auth)
    model = collection.models.by_name("Basic")
    for n in range(10):
        collection.models.add_field(model, collection.models.new_field(f"item {n}"))
    collection.models.update_dict(model)
    synced(collection, auth)
    media_synced(collection, auth)
    photos = sorted(files.iterdir())
    for n in range(NOTES):
        note = collection.new_note(model)
        here = photos[n * len(photos) // NOTES : (n + 1) * len(photos) // NOTES]
        names = [collection.media.write_data(f"{photo.name}.jpg", photo.read_bytes()) for photo in here]
        note.fields = [f"第{n}家", "".join(f'<img src="{name}">' for name in names)]
        note.fields += [f"第{n}家第{i}项，货架第{(n * 7 + i * 3) % 9}层现场看过" for i in range(10)]
        collection.add_note(note, 1)
    before, began = cpu(server.pid), time.perf_counter()
    synced(collection, auth)
    media_synced(collection, auth)
    took = time.perf_counter() - began
    there = sum(1 for _ in (work / "server").rglob("*") if _.is_file())
    print(took, cpu(server.pid) - before, status(server.pid, "VmHWM"), there)
    collection.close()
finally:
    server.terminate()
    server.wait()
