#!/usr/bin/env python3
"""Verifies an exported check ("evidence bundle"): written from docs/evidence-format.md alone.

Usage: python3 verify.py FILE [REALM-OR-ROOT-KEY]

FILE is the zip, or its bundle.json on its own. Prints `valid: N events` and what the file shows, exit 0;
or `NOT VALID: <place>: <what>`, exit 1. Give the realm or root key that you know from somewhere else as
second argument; without it, compare the printed one by eye.

Needs only Python's standard library. "Section" in comments means a section of that page.
"""

import base64
import datetime
import functools
import hashlib
import io
import json
import re
import sys
import zipfile
from bisect import bisect_left

BUNDLE_LIMIT, PHOTO_LIMIT, TEXT_LIMIT = 64 << 20, 200 << 20, 262_144
LIST_LIMIT, DEPTH_LIMIT, GREATEST = 256, 32, 2**53 - 1

class NotValid(Exception):
    """The file fails a check: where, and why."""

    def __init__(self, place, what):
        super().__init__(f"{place}: {what}")
        self.place, self.what = place, what

def need(condition, place, what):
    if not condition:
        raise NotValid(place, what)

# ---- Section 2: names, hashes, keys ----

def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()

def name_of(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")

def data_of(name):
    return base64.urlsafe_b64decode(name + "=" * (-len(name) % 4))

def is_name(value, size):
    """Is this the one spelling of so many bytes? The library's decoder forgives much, so write it again."""
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z0-9_-]+", value) or len(value) % 4 == 1:
        return False
    data = data_of(value)
    return len(data) == size and name_of(data) == value

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
SMALL_ORDER = {0, 1, P - 1} | {int.from_bytes(bytes.fromhex(y), "little") for y in (
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")}

# A point is (X, Y, Z, T): x = X/Z, y = Y/Z, x*y = T/Z (RFC 8032, section 5.1.4). Right also for twice one point.
def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * D * p[3] * q[3] % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P

def encode_point(p):
    inverse = pow(p[2], -1, P)
    return (p[1] * inverse % P | (p[0] * inverse % P & 1) << 255).to_bytes(32, "little")

def decode_point(data):
    number = int.from_bytes(data, "little")
    y, sign = number & (2**255 - 1), number >> 255
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * ROOT_OF_MINUS_ONE % P
    if y >= P or x * x % P != square or (x == 0 and sign):
        return None
    x = x if x & 1 == sign else P - x
    return x, y, 1, x * y % P

BASE = decode_point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))

def combine(a, p, b, q):
    """a*p + b*q, bit by bit for both numbers at once: half the doublings."""
    table, result = (None, p, q, add(p, q)), (0, 1, 1, 0)
    for bit in range(max(a.bit_length(), b.bit_length()) - 1, -1, -1):
        result, which = add(result, result), (a >> bit & 1) | (b >> bit & 1) << 1
        if which:
            result = add(result, table[which])
    return result

def is_small(data):
    return (int.from_bytes(data, "little") & (2**255 - 1)) % P in SMALL_ORDER

@functools.lru_cache(maxsize=None)
def signature_holds(key, message, signature):
    """Strict Ed25519. Remembers its answers: whoever verifies nearly the same file again waits once."""
    first, s = signature[:32], int.from_bytes(signature[32:], "little")
    if s >= ORDER or is_small(key) or is_small(first) or (point := decode_point(key)) is None:
        return False
    k = int.from_bytes(hashlib.sha512(first + key + message).digest(), "little") % ORDER
    return encode_point(combine(s, BASE, k, (P - point[0], point[1], 1, P - point[3]))) == first

# ---- Section 3: canonical JSON. Section 1.1 is the same but for the order of members: sort=False ----

def write_json(value, sort=True, depth=0):
    """The one way to write a value. Raises ValueError for what has none."""
    if value is None or value is True or value is False:
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        value.encode("utf-8")  # a lone surrogate has no bytes: UnicodeEncodeError is a ValueError
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int):
        if abs(value) > GREATEST:
            raise ValueError("a number is too large")
        return str(value)
    if depth > DEPTH_LIMIT:
        raise ValueError("nested too deeply")
    if isinstance(value, list):
        return "[" + ",".join(write_json(item, sort, depth + 1) for item in value) + "]"
    names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass")) if sort else value
    return "{" + ",".join(write_json(n) + ":" + write_json(value[n], sort, depth + 1) for n in names) + "}"

def read_json(data, place, sort=True):
    """Reads bytes that must have the one allowed spelling: what was read is written again and compared. That finds
    white space, other escapes, another order, -0, and a name that stands twice (only the last is read)."""
    try:
        text = data.decode("utf-8")
        value = json.loads(text, parse_float=int, parse_constant=int)  # int refuses "1.0", "1e3", "NaN"
        same = write_json(value, sort) == text
    except RecursionError:
        raise NotValid(place, "nested too deeply") from None
    except ValueError as error:
        raise NotValid(place, f"not the JSON that is allowed: {str(error)[:120]}") from None
    need(same, place, "not in the one allowed spelling")
    return value

# ---- What values look like. A row is a name (or several), a sign, and members:
#      !  an object with exactly these members in this order (those with "?" may be absent)
#      ~  an object of section 11: other members do not matter, and empty means absent where there is "?"
#      |  one of these words, or an object with one of these as its only member
#      A member without a shape is a text; * means a list of the shape before it; ; divides rows. ----

ROWS = """
bundle ! certificate:certified check:id checkpoint:receipt entries:entry* events:event* format genesis:genesis \
    proof:hash*
certified ! statement sig:sig; receipt ! checkpoint sig:sig
entry ! arrived:int epoch:count event:hash n:count not_before?:int verdict:verdict
verdict | effective unsupported_yet held:held refused:text
held | no_longer_allowed forked_chain reference_not_here
event ! header body? salt?:id body_hash?:hash prev:hash sig:sig
genesis ! demo:bool name nonce:id root_key:hash utc_offset_min:int v:one
certificate ! from:int key:hash realm:hash
checkpoint ! at:int backed_up_through:count epoch:count forked_at:count key:hash realm:hash root:hash size:count
header ! at:int base?:ids crit?:true key:hash kind mono:mono realm:hash refs?:ids seen?:seen seq:count stream:id \
    suite:one v:one
mono ! boot ms:count; seen ! epoch:count root:hash size:count

directory.unit_added ~ kind:unit_kind name:text2 parent?:id unit:id
unit_kind | city district group stationed township department; text2 ~ en zh
directory.user_added ~ name phone? unit:id user:id
directory.role_granted,directory.role_withdrawn ~ role:role unit:id user:id; role | inspector lead coordinator
directory.team_formed ~ campaign?:id members:id* name:text2 team:id unit:id
directory.profile_enrolled ~ key:hash label user:id; directory.profile_revoked ~ erase?:bool key:hash
campaign.launched ~ checklists:id* from:day to:day name:text2 sealing?:bool units:id*
checklist.published ~ groups:group* site_kinds:site_kind* title:text2 version:int
group ~ id items:item* title:text2
item ~ id question:text2 kind:item_kind photo?:asked remark?:asked required?:bool look_at?:text2 evidence?:text2 \
    usual_problem?:text2 when?:when subjects?:subject* dimensions?:dimension* links?:link*
item_kind | judged text date_time photo single:choice* multiple:choice* number:number
choice ~ id label:text2; number ~ decimals:count unit:text2 max?:int min?:int; when ~ item is:text*
asked | never if_not_met always; subject | people goods; dimension | responsibility measures support performance
link | goods_entry cross_border professional_market logistics industrial_firm mall imported_mail
site.added ~ address kind:site_kind name position?:position territory:id
site_kind | supermarket mall food_market professional_market courier_depot post_outlet pharmacy hospital school hotel \
    care_home isolation_site factory expressway_exit railway_station test_site vaccination_site sports_ground \
    residential_community department township task_force
position ~ lat_udeg:int lon_udeg:int accuracy_m?:count mock?:bool
order.issued ~ campaign:id checklist:id due:day kind:check_kind note? site:id team:id title
order.sealed ~ batch:id box:box code:lock due:day team:id; box ~ ciphertext:blob commitment:hash nonce:nonce
lock ~ lanes:count memory_kib:count nonce:nonce passes:count salt:id wrapped:wrapped; order.key_given ~ to:hash
order.opened ~ dossier how:how salt:hash tries?:count; how | qr code online
outing.started ~ campaign:id guests?:guest* members:id* team:id
outing.presence_changed ~ guests?:guest* members?:id*; guest ~ body name
outing.ended,check.taken_back,check.opened ~
outing.access_given ~ to:grantee until:day; grantee | team:id unit:id user:id; outing.access_ended ~ access:hash
check.started ~ checklist:hash kind:check_kind order?:id outing:id position?:position site:id
check_kind | open covert remote look_back
check.answered ~ answers:answered*; answered ~ answer:answer item supersedes?:hash*
answer ~ photos?:hash* remark? by_group?:bool value?:value
value | met not_met not_applicable photos choice:text choices:text* number:int text:text date_time:minute
check.photo_taken ~ camera? demand?:hash exif_time? gps_time? height_px:count width_px:count media_type original:file position?:position \
    preview?:file thumbnail?:file
file ~ sha256:hash size:count; check.photo_voided ~ photo:hash reason
check.photo_marked ~ marks?:mark* photo:hash; mark | arrow:span box:span blur:span text:label
span ~ from:point to:point; label ~ at:point text; point ~ x:share y:share
check.submitted ~ outcome:outcome version:hash words?
outcome | nothing_found findings closed refused no_such_place; check.supplemented ~ photos?:hash* words
finding.raised ~ check:id content:finding; finding.amended ~ content:finding
finding ~ category:category department?:id explanation? item? key?:bool photos?:hash* photos_after?:hash* \
    rectification:rectification severity:severity territory?:id text
category | measures people goods premises records duty formalism bureaucratism
rectification | on_the_spot not_demanded by:day; severity | ordinary serious grave
finding.submitted,suggestion.submitted ~ version:hash; finding.withdrawn ~ reason
finding.fresh_photo_demanded ~ code:code
finding.judged ~ ruling:on_finding version:hash
on_finding | approved approved_with_edits:edits returned:returned not_upheld:saying turned_into_suggestion:saying \
    merged:merged
edits ~ department?:id key?:bool severity?:severity text?; merged ~ finding:id; saying ~ words
returned ~ reasons:reason* words?
reason | no_wide_shot unclear_photo unclear_facts photo_does_not_match wrong_department no_after_photo duplicate other
suggestion.made ~ check:id content:suggestion; suggestion.amended ~ content:suggestion
suggestion ~ department?:id text; suggestion.judged ~ ruling:on_suggestion version:hash
on_suggestion | approved approved_with_edits:saying returned:returned not_upheld:saying
chain.continued ~ old_key:hash old_heads:hash*
chain.closed ~ drafts:count events:count photos:count why:ending; ending | ordered handed_over logged_out
chain.held_decided ~ counts:bool events:hash* outing?:id words?
directory.recovery_key_set ~ key:hash shares:hash*
chain.recovery_sealed ~ recovery:hash sealed:sealed slot:nonce; chain.recovery_opened ~ key:hash shares:int* slot:nonce words
"""
SHAPES = {}
for listed, sign, *members in filter(None, map(str.split, re.split("[;\n]", ROWS.replace("\\\n", "")))):
    for shape_name in listed.split(","):
        SHAPES[shape_name] = sign, {m.partition(":")[0]: m.partition(":")[2] for m in members}

def is_time(value, pattern):
    try:
        return bool(re.fullmatch(pattern, value, re.ASCII) and datetime.datetime.fromisoformat(value))
    except (TypeError, ValueError):
        return False

def is_ascending(value):
    """What is left out when empty has no second spelling: an empty list is refused."""
    names = isinstance(value, list) and 0 < len(value) <= LIST_LIMIT and all(is_name(name, 32) for name in value)
    return names and all(data_of(a) < data_of(b) for a, b in zip(value, value[1:]))

ATOMS = {
    "": lambda value: isinstance(value, str), "text": lambda value: isinstance(value, str),
    "int": lambda value: type(value) is int, "count": lambda value: type(value) is int and value >= 0,
    "bool": lambda value: type(value) is bool, "true": lambda value: value is True,
    "one": lambda value: type(value) is int and value == 1, "ids": is_ascending,
    "id": lambda value: is_name(value, 16), "hash": lambda value: is_name(value, 32),
    "nonce": lambda value: is_name(value, 24), "wrapped": lambda value: is_name(value, 48), "sealed": lambda value: is_name(value, 88),
    "blob": lambda value: isinstance(value, str) and is_name(value, len(value) * 3 // 4),
    "sig": lambda value: is_name(value, 64), "day": lambda value: is_time(value, r"\d{4}-\d\d-\d\d"),
    "share": lambda value: type(value) is int and 0 <= value <= 10_000,
    "code": lambda value: isinstance(value, str) and bool(re.fullmatch("[ACDEFHJKLMNPRTUVWXY34679]{4}", value, re.ASCII)),
    "minute": lambda value: is_time(value, r"\d{4}-\d\d-\d\dT\d\d:\d\d"),
}

def fits(shape, value):
    if shape.endswith("*"):
        return isinstance(value, list) and all(fits(shape[:-1], item) for item in value)
    if shape in ATOMS:
        return ATOMS[shape](value)
    sign, members = SHAPES[shape]
    if sign == "|" and isinstance(value, str):
        return members.get(value) == ""
    if sign == "|" and isinstance(value, dict):
        return len(value) == 1 and all(members.get(name) and fits(members[name], v) for name, v in value.items())
    if sign == "|" or not isinstance(value, dict):
        return False
    if sign == "!" and [name for name in map(lambda m: m.rstrip("?"), members) if name in value] != list(value):
        return False
    for name, inner in members.items():
        found = value.get(name.rstrip("?"))
        absent = found is None if sign == "~" else name.rstrip("?") not in value
        empty = sign == "~" and (found is False or found in ("", [], {}))
        if not (name.endswith("?") and (absent or empty)) and (absent or not fits(inner, found)):
            return False
    return True

# ---- Section 6.2: the tree ----

def leaf(entry):
    return sha256(b"\x00", write_json(entry).encode("utf-8"))

def node(left, right):
    return sha256(b"\x01", left, right)

def split(low, high):
    return low + (1 << (high - low - 1).bit_length() - 1)

def root_from(known, size, proof):
    """The root that the known leaves and the proof amount to. The walk is as deep as size has bits."""
    numbers, rest = sorted(known), iter(proof)
    need(not numbers or numbers[-1] < size, "proof", "an entry stands beyond the log's end")

    def walk(low, high):
        first = bisect_left(numbers, low)
        if first == len(numbers) or numbers[first] >= high:
            need((found := next(rest, None)) is not None, "proof", "a hash is missing")
            return found
        if high - low == 1:
            return known[low]
        left = walk(low, split(low, high))
        return node(left, walk(split(low, high), high))

    root = walk(0, size) if size else sha256()
    need(next(rest, None) is None, "proof", "a hash is left over")
    return root

# ---- Section 10: the order of checks ----

def read_zip(data):
    """Step 1: the members. Returns the bytes of the bundle, and name and hash of each photo."""
    if data[:1] == b"{":  # bundle.json without its photos verifies alike
        need(len(data) <= BUNDLE_LIMIT, "bundle.json", "is too long")
        return data, []
    found = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist():
                name = member.orig_filename
                need(name not in found, "zip", f"two members have the name {name[:80]!a}")
                belongs = re.fullmatch(r"bundle\.json|summary\.txt|document\.html|photos/[0-9a-f]{64}", name)
                need(belongs, "zip", f"has a member that does not belong here: {name[:80]!a}")
                need(member.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED), name, "packed another way")
                found[name], limit = None, BUNDLE_LIMIT if name == "bundle.json" else PHOTO_LIMIT
                if name in ("summary.txt", "document.html"):
                    continue  # prove nothing, so they are not even opened
                with archive.open(member) as stream:
                    content = stream.read(limit + 1)
                need(len(content) <= limit, name, "is too long")
                found[name] = content if name == "bundle.json" else sha256(content).hex()
    except Exception as error:  # a broken zip makes the library raise nearly anything
        what = f"cannot be read: {str(error)[:120] or type(error).__name__}"
        raise error if isinstance(error, NotValid) else NotValid("zip", what) from None
    need("bundle.json" in found, "zip", "has no bundle.json")
    return found["bundle.json"], [(name, found[name]) for name in found if name.startswith("photos/")]

def read_signed(text, tag, key, sig, shape):
    """A text of section 4.2 or 6.3 with its signature."""
    value = read_json(text.encode("utf-8"), shape)
    need(fits(shape, value), shape, "has other members or values than the page says")
    need(signature_holds(data_of(key), tag + text.encode("utf-8"), data_of(sig)), shape, "the signature does not hold")
    return value

def read_event(event, realm, place):
    """One event by itself (step 7). Returns what the later steps need of it."""
    erased, raw = "body_hash" in event, {part: event.get(part, "").encode("utf-8") for part in ("header", "body")}
    need(all(len(data) <= TEXT_LIMIT for data in raw.values()), place, "header or body is too long")
    parts = ("body" in event, "salt" in event, erased)
    need(parts in ((True, True, False), (False, False, True)), place, "needs body and salt, or body_hash alone")
    header = read_json(raw["header"], f"{place} header")
    need(fits("header", header), f"{place} header", "has other members or values than section 5.2")
    need(header["realm"] == realm, f"{place} header", "belongs to another installation")
    body = None if erased else read_json(raw["body"], f"{place} body")
    body_hash = data_of(event["body_hash"]) if erased else sha256(data_of(event["salt"]), raw["body"])
    preimage = b"mingcha/event/1\0" + data_of(event["prev"]) + sha256(raw["header"]) + body_hash
    need(signature_holds(data_of(header["key"]), preimage, data_of(event["sig"])), place, "the signature does not hold")
    kind = header["kind"]
    readable = "." in kind and kind in SHAPES and fits(kind, body)
    return {"id": name_of(sha256(preimage)), "prev": event["prev"], "place": place, "body": body if readable else None,
            "crit": "crit" in header, **{part: header[part] for part in ("kind", "key", "stream", "seq")}}

def verify(data):
    """Verifies a file's bytes by section 10. Returns what it shows, or raises NotValid."""
    raw, photo_files = read_zip(data)  # 1
    bundle = read_json(raw, "bundle.json", sort=False)
    if isinstance(bundle, dict) and "format" in bundle:  # 2 comes first: another format explains the rest
        need(bundle["format"] == "mingcha/evidence/1", "format", "newer than this program, or no evidence at all")
    need(fits("bundle", bundle), "bundle.json", "has other members, order or values than section 1.1")
    genesis, certificate, checkpoint = bundle["genesis"], bundle["certificate"], bundle["checkpoint"]
    realm_hash = sha256(b"mingcha/genesis/1\0", write_json(genesis).encode("utf-8"))  # 3
    realm = name_of(realm_hash)
    tag = b"mingcha/central-key/1\0"  # 4
    statement = read_signed(certificate["statement"], tag, genesis["root_key"], certificate["sig"], "certificate")
    need(statement["realm"] == realm, "certificate", "belongs to another installation")
    central, tag = statement["key"], b"mingcha/checkpoint/1\0"  # 5
    checkpoint = read_signed(checkpoint["checkpoint"], tag, central, checkpoint["sig"], "checkpoint")
    need(checkpoint["key"] == central, "checkpoint", "names another key than the certificate")
    need(checkpoint["realm"] == realm, "checkpoint", "belongs to another installation")

    entries = bundle["entries"]  # 6
    for before, after in zip(entries, entries[1:]):
        need(before["n"] < after["n"], f"entry {after['n']}", "out of order")
    root = root_from({e["n"]: leaf(e) for e in entries}, checkpoint["size"], [data_of(h) for h in bundle["proof"]])
    need(name_of(root) == checkpoint["root"], "proof", "the entries do not stand in the log")
    events = [read_event(event, realm, f"event {i}") for i, event in enumerate(bundle["events"])]  # 7

    entries_of, ids, last = {}, set(), -1  # 8
    for entry in entries:
        entries_of.setdefault(entry["event"], []).append(entry)
    for event in events:
        need(event["id"] in entries_of, event["place"], "has no entry")
        need(event["id"] not in ids, event["place"], "stands twice")
        event["entry"] = entries_of[event["id"]][0]
        event["effective"] = entries_of[event["id"]][-1]["verdict"] == "effective"
        need(event["entry"]["n"] > last, event["place"], "out of order")
        ids.add(event["id"])
        last = event["entry"]["n"]
    for entry in entries:
        need(entry["event"] in ids, f"entry {entry['n']}", "its event is missing")

    chain = {}  # 9. A forked chain has several events at one place: any of them may be the one before.
    for event in events:
        is_first = event["prev"] == name_of(bytes(32))
        need(is_first == (event["seq"] == 0), event["place"], "prev does not fit seq")
        former = chain.get((event["key"], event["seq"] - 1))
        need(former is None or event["prev"] in former, event["place"], "does not continue its key's chain")
        chain.setdefault((event["key"], event["seq"]), set()).add(event["id"])

    directory, keys = name_of(sha256(b"mingcha/directory/1\0", realm_hash)[:16]), {central}  # 10
    for event in events:
        if event["kind"] == "directory.profile_enrolled":
            need(event["key"] == central, event["place"], "enrols a key and is not signed by central")
            if event["effective"] and event["body"] is not None and event["stream"] == directory:
                keys.add(event["body"]["key"])
    for event in events:
        need(event["key"] in keys, event["place"], "signed by a key that nobody is known to hold")

    effective = [event for event in events if event["effective"]]  # 11
    said = [event for event in effective if event["body"] is not None and event["stream"] == bundle["check"]]
    need(any(event["kind"] == "check.started" for event in said), "check", "it never started")
    need(said[0]["kind"].startswith("check."), "check", "its stream is about something else")

    photos, here = [], {digest for _, digest in photo_files}  # 12
    voided = {event["body"]["photo"] for event in said if event["kind"] == "check.photo_voided"}
    for event in said:
        for variant in ("original", "preview", "thumbnail") if event["kind"] == "check.photo_taken" else ():
            if event["body"].get(variant):
                digest = data_of(event["body"][variant]["sha256"]).hex()
                photos.append({"event": event["id"], "variant": variant, "sha256": digest,
                               "here": digest in here, "voided": event["id"] in voided})
    for name, digest in photo_files:
        need(name == "photos/" + digest, name, "is not the file that its name says")
        need(any(photo["sha256"] == digest for photo in photos), name, "is no photo of this check")
    # Section 5.5. A critical event whose body was erased may have changed as much as one of unknown kind.
    unclear = sorted({event["stream"] for event in effective if event["body"] is None and event["crit"]})
    return {"realm": realm, "root_key": genesis["root_key"], "demo": genesis["demo"], "as_of": checkpoint["at"],
            "check": bundle["check"], "directory": directory, "events": events, "photos": photos, "unclear": unclear}

def main(arguments):
    if len(arguments) not in (1, 2):
        print(__doc__.split("\n\n")[1], file=sys.stderr)
        return 2
    try:
        with open(arguments[0], "rb") as file:
            shown = verify(file.read())
        known = arguments[1:] or [shown["realm"]]  # 13
        need(known[0] in (shown["realm"], shown["root_key"]), "realm", "valid, but of another installation")
    except (NotValid, OSError, ValueError, MemoryError, RecursionError) as error:
        place = "" if isinstance(error, NotValid) else f"file: cannot be read ({type(error).__name__}): "
        print(f"NOT VALID: {place}{error}".encode("ascii", "backslashreplace").decode("ascii"))
        return 1
    lines = [f"valid: {len(shown['events'])} events"] + ["demonstration data: nothing in it is real"] * shown["demo"]
    lines += [f"realm {shown['realm']}", f"root key {shown['root_key']}", f"check {shown['check']}"]
    for photo in shown["photos"]:
        state = ("here" if photo["here"] else "MISSING") + (", voided" if photo["voided"] else "")
        lines.append(f"photo {photo['sha256']} {state}: {photo['variant']} of {photo['event']}")
    for stream in shown["unclear"]:
        lines.append(f"unclear: stream {stream} has a critical event that cannot be read; say nothing of its state")
    print("\n".join(lines))
    return 0

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
