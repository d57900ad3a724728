"""Tests of verify.py: the vectors of tests/vectors, the golden bundle, and attacks on it.

Usage: python3 tests/stranger/test_verify.py

Every attack is expected to end in NotValid with a place. Any other exception fails the test, so these
tests also show that no broken file makes the program stumble. All chance comes from the printed seed.
"""

import base64
import copy
import functools
import hashlib
import io
import json
import os
import random
import subprocess
import sys
import tempfile
import unittest
import zipfile

sys.dont_write_bytecode = True  # leaves nothing behind in the source tree
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import verify as stranger  # noqa: E402
from verify import NotValid, data_of, leaf, name_of, node, sha256, split, write_json  # noqa: E402

VECTORS = os.path.join(HERE, "..", "vectors")
SEED = 20220316


def read(name):
    with open(os.path.join(VECTORS, name), "rb") as file:
        return file.read()


def vector(name):
    return json.loads(read(name))


GOLDEN_ZIP = read("evidence.zip")
with zipfile.ZipFile(io.BytesIO(GOLDEN_ZIP)) as archive:
    GOLDEN = {name: archive.read(name) for name in archive.namelist()}
PHOTOS = sorted(name for name in GOLDEN if name.startswith("photos/"))


def setUpModule():
    print(f"seed {SEED}", file=sys.stderr)


# ---- What the one who writes a bundle needs, and the verifier does not ----


def zipped(members, compression=zipfile.ZIP_STORED, **options):
    """A zip of (name, bytes) pairs: pairs, so that one name can stand twice."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name, options.get("date", (1980, 1, 1, 0, 0, 0))), content, compression)
        archive.comment = options.get("comment", b"")
    return buffer.getvalue()


def golden_with(**changed):
    """The golden zip with another content of `bundle` (bytes or object), or without, or with more members."""
    members = dict(GOLDEN)
    bundle = changed.get("bundle", members["bundle.json"])
    members["bundle.json"] = bundle if isinstance(bundle, bytes) else spelled(bundle)
    members.update(changed.get("more", {}))
    return zipped((name, members[name]) for name in members if name not in changed.get("without", ()))


def spelled(bundle):
    return write_json(bundle, sort=False).encode("utf-8")


def golden_bundle():
    return json.loads(GOLDEN["bundle.json"])


@functools.lru_cache(maxsize=None)
def key_pair(seed):
    digest = hashlib.sha512(seed).digest()
    secret = int.from_bytes(digest[:32], "little") & (2**254 - 8) | 2**254
    return secret, digest[32:], stranger.encode_point(times(secret))


def times(number):
    return stranger.combine(number, stranger.BASE, 0, stranger.BASE)


@functools.lru_cache(maxsize=None)
def sign(seed, message):
    secret, prefix, key = key_pair(seed)
    r = int.from_bytes(hashlib.sha512(prefix + message).digest(), "little") % stranger.ORDER
    return finish(secret, key, r, stranger.encode_point(times(r)), message)


def finish(secret, key, r, first, message):
    k = int.from_bytes(hashlib.sha512(first + key + message).digest(), "little")
    return first + ((r + k * secret) % stranger.ORDER).to_bytes(32, "little")


def tree(leaves, low, high):
    """The root of some leaves, straight from the definition."""
    if high - low == 0:
        return sha256()
    if high - low == 1:
        return leaves[low]
    return node(tree(leaves, low, split(low, high)), tree(leaves, split(low, high), high))


def proof_of(leaves, known):
    def walk(low, high):
        if not any(low <= n < high for n in known):
            return [tree(leaves, low, high)]
        if high - low == 1:
            return []
        return walk(low, split(low, high)) + walk(split(low, high), high)

    return walk(0, len(leaves)) if leaves else []


def has_grown(old, old_root, new, new_root, proof):
    """Section 6.2, "Growth": needed by devices, so it stands here and not in the verifier."""
    rest, parts = iter(proof), []

    def grow(low, high):
        if high <= old:
            parts.append(next(rest))
            return parts[-1]
        if low >= old:
            return next(rest)
        left = grow(low, split(low, high))
        return node(left, grow(split(low, high), high))

    if old == 0:
        return not proof
    if old > new:
        return False
    try:
        whole = grow(0, new)
    except StopIteration:
        return False
    folded = functools.reduce(lambda right, left: node(left, right), reversed(parts))
    return next(rest, None) is None and whole == new_root and folded == old_root


def id_of(text):
    return name_of(sha256(text.encode())[:16])


ROOT, CENTRAL, PHONE, TABLET, THIEF = (bytes([n]) * 32 for n in (1, 2, 3, 4, 5))
CHECK = id_of("a check")
PHOTO = b"not really a picture"


def key_of(seed):
    return name_of(key_pair(seed)[2])


class Story:
    """A small installation with one check, of which a test may change anything before it is signed.

    The golden bundle cannot show every rule: whatever is changed there breaks a signature first. Here
    the forger holds all keys, so that each rule must stand for itself.
    """

    def __init__(self):
        self.genesis = {"demo": True, "name": "n", "nonce": id_of("nonce"), "root_key": key_of(ROOT),
                        "utc_offset_min": 480, "v": 1}  # fmt: skip
        self.statement, self.checkpoint, self.more = {}, {}, {}
        self.acts, self.members = [], {"photos/" + sha256(PHOTO).hex(): PHOTO}
        self.after_signing = lambda bundle: None
        self.realm = sha256(b"mingcha/genesis/1\0", write_json(self.genesis).encode())
        self.directory = name_of(sha256(b"mingcha/directory/1\0", self.realm)[:16])
        photo = {"sha256": name_of(sha256(PHOTO)), "size": len(PHOTO)}
        self.enrol(PHONE)
        self.enrol(TABLET)
        self.act(PHONE, "outing.started", id_of("outing"), campaign=id_of("c"), members=[id_of("u")], team=id_of("t"))
        self.act(PHONE, "check.started", CHECK, checklist=name_of(sha256(b"list")), kind="open",
                 outing=id_of("outing"), site=id_of("s"))  # fmt: skip
        self.act(PHONE, "check.photo_taken", CHECK, height_px=0, width_px=0, media_type="image/jpeg", original=photo)
        self.act(TABLET, "check.opened", CHECK)

    def enrol(self, seed, by=CENTRAL):
        return self.act(by, "directory.profile_enrolled", self.directory, key=key_of(seed), label="l", user=id_of("u"))

    def act(self, seed, kind, stream, /, **body):
        self.acts.append({"seed": seed, "kind": kind, "stream": stream, "body": body, "header": {}, "parts": {},
                          "verdicts": ["effective"]})  # fmt: skip
        return self.acts[-1]

    def of(self, kind):
        return next(act for act in self.acts if act["kind"] == kind)

    def build(self):
        realm, newest, entries, events, ids = name_of(self.realm), {}, [], [], []
        for act in self.acts:
            seq, prev = newest.get(act["seed"], (0, bytes(32)))
            prev = data_of(act["prev"]) if "prev" in act else prev
            header = {"at": 1, "key": key_of(act["seed"]), "kind": act["kind"], "mono": {"boot": "b", "ms": 0},
                      "realm": realm, "seq": seq, "stream": act["stream"], "suite": 1, "v": 1}  # fmt: skip
            header |= act["header"]
            header = act.get("header_text", write_json({n: v for n, v in header.items() if v is not ...}))
            body, salt = act.get("body_text", write_json(act["body"])), sha256(header.encode())[:16]
            body_hash = sha256(salt, body.encode())
            preimage = b"mingcha/event/1\0" + prev + sha256(header.encode()) + body_hash
            event_id = sha256(preimage)
            newest[act["seed"]] = act["header"].get("seq", seq) + 1, event_id
            parts = {"header": header, "body": body, "salt": name_of(salt), "body_hash": ..., "prev": name_of(prev),
                     "sig": name_of(sign(act["seed"], preimage))}  # fmt: skip
            if act.get("erased"):
                parts |= {"body": ..., "salt": ..., "body_hash": name_of(body_hash)}
            parts |= act["parts"]
            events.append({name: part for name, part in parts.items() if part is not ...})
            ids.append(name_of(event_id))
        rounds = max(len(act["verdicts"]) for act in self.acts)
        for n in range(rounds):
            for act, event_id in zip(self.acts, ids):
                if n < len(act["verdicts"]):
                    # Two leaves for each entry: every other one belongs to some other check.
                    entries.append({"arrived": 5, "epoch": 0, "event": event_id, "n": 2 * len(entries) + 1,
                                    "verdict": act["verdicts"][n]})  # fmt: skip
        leaves = [sha256(b"other", bytes([n])) for n in range(2 * len(entries) + 1)]
        for entry in entries:
            leaves[entry["n"]] = leaf(entry)
        statement = write_json({"from": 1, "key": key_of(CENTRAL), "realm": realm} | self.statement)
        checkpoint = write_json({
            "at": 9, "backed_up_through": 0, "epoch": 0, "forked_at": 0, "key": key_of(CENTRAL), "realm": realm,
            "root": name_of(tree(leaves, 0, len(leaves))), "size": len(leaves)} | self.checkpoint)  # fmt: skip
        bundle = {
            "certificate": {
                "statement": statement, "sig": name_of(sign(ROOT, b"mingcha/central-key/1\0" + statement.encode()))},
            "check": CHECK,
            "checkpoint": {
                "checkpoint": checkpoint, "sig": name_of(sign(CENTRAL, b"mingcha/checkpoint/1\0" + checkpoint.encode()))},
            "entries": entries, "events": events, "format": "mingcha/evidence/1", "genesis": self.genesis,
            "proof": [name_of(h) for h in proof_of(leaves, {entry["n"] for entry in entries})],
        }  # fmt: skip
        self.after_signing(bundle)
        return zipped([("bundle.json", spelled(bundle))] + list(self.members.items()))


class Case(unittest.TestCase):
    def refused(self, data, place=None, note=None):
        """The attack must be noticed, at the place that is to be expected if one is given."""
        with self.subTest(note) if note is not None else self.subTest():
            with self.assertRaises(NotValid) as caught:
                stranger.verify(data)
            self.assertTrue(caught.exception.place and caught.exception.what)
            if place is not None:
                self.assertRegex(str(caught.exception), place)

    def foiled(self, story, place):
        self.refused(story.build(), place)


class CanonicalJson(Case):
    def test_every_good_text_is_its_own_canonical_form(self):
        for text in vector("canonical.json")["good"]:
            with self.subTest(text):
                stranger.read_json(bytes.fromhex(text), "text")

    def test_every_bad_text_is_refused(self):
        for bad in vector("canonical.json")["bad"]:
            with self.subTest(bad), self.assertRaises(NotValid):
                stranger.read_json(bytes.fromhex(bad["hex"]), "text")

    def test_a_loose_text_is_written_as_the_vectors_say(self):
        for pair in vector("canonical.json")["rewritten"]:
            self.assertEqual(write_json(json.loads(pair["from"])), pair["to"])

    def test_endless_nesting_and_endless_numbers_are_refused(self):
        for text in (b"[" * 100_000, b'{"a":' * 100_000, b"9" * 100_000, b"[" * 100_000 + b"]" * 100_000):
            with self.subTest(text[:5]), self.assertRaises(NotValid):
                stranger.read_json(text, "text")


class Names(Case):
    def test_derived_names_are_those_of_the_vectors(self):
        derived = vector("derived.json")
        directory = sha256(b"mingcha/directory/1\0", data_of(derived["directory"]["realm"]))[:16]
        self.assertEqual(name_of(directory), derived["directory"]["stream"])
        check = sha256(b"mingcha/check-of-order/1\0", data_of(derived["check_of_order"]["order"]))[:16]
        self.assertEqual(name_of(check), derived["check_of_order"]["check"])
        self.assertEqual(version(derived["version"]["ids"]), derived["version"]["version"])
        self.assertEqual(version([]), derived["version"]["version_of_nothing"])

    def test_there_is_one_spelling_of_a_name(self):
        good = name_of(bytes(range(240, 256)))
        self.assertTrue(stranger.is_name(good, 16))
        others = [good + "==", good[:-1], good + "A", good[:-1] + "x", good.replace("_", "/"), good.replace("-", "+"),
                  good + "\n", " " + good, "", "A", None, 7, [good], good[:-1] + "\u00e9"]  # fmt: skip
        for other in others:
            with self.subTest(other):
                self.assertFalse(stranger.is_name(other, 16))


def version(ids):
    return name_of(sha256(b"mingcha/version/1\0", *sorted(map(data_of, ids))))


class Signatures(Case):
    def test_the_first_example_of_rfc_8032_holds(self):
        seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
        key = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
        signature = bytes.fromhex("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555f"
                                  "b8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")  # fmt: skip
        self.assertEqual((key_pair(seed)[2], sign(seed, b"")), (key, signature))
        self.assertTrue(stranger.signature_holds(key, b"", signature))
        self.assertFalse(stranger.signature_holds(key, b"\0", signature))

    def test_a_second_half_beyond_the_group_order_is_refused(self):
        signature = sign(PHONE, b"m")
        beyond = (int.from_bytes(signature[32:], "little") + stranger.ORDER).to_bytes(32, "little")
        self.assertTrue(stranger.signature_holds(key_pair(PHONE)[2], b"m", signature))
        self.assertFalse(stranger.signature_holds(key_pair(PHONE)[2], b"m", signature[:32] + beyond))

    def test_a_key_of_small_order_is_refused_though_the_equation_holds(self):
        neutral = (1).to_bytes(32, "little")
        signature = stranger.encode_point(times(7)) + (7).to_bytes(32, "little")
        self.assertFalse(stranger.signature_holds(neutral, b"whatever is said", signature))

    def test_a_first_half_of_small_order_is_refused_though_the_equation_holds(self):
        secret, _, key = key_pair(PHONE)
        self.assertFalse(stranger.signature_holds(key, b"m", finish(secret, key, 0, (1).to_bytes(32, "little"), b"m")))

    def test_the_list_of_small_orders_is_complete(self):
        small = set()
        for y in range(2, 60):  # a point times the group order leaves its part of small order
            point = stranger.decode_point(y.to_bytes(32, "little"))
            if point:
                torsion = stranger.combine(stranger.ORDER, point, 0, point)
                small.add(int.from_bytes(stranger.encode_point(torsion), "little") & (2**255 - 1))
        self.assertEqual(small, stranger.SMALL_ORDER)
        for y in small:
            for other in (y, y + stranger.P):
                for sign_bit in (0, 2**255):
                    if other < 2**255:
                        self.assertTrue(stranger.is_small((other + sign_bit).to_bytes(32, "little")))


class Events(Case):
    def setUp(self):
        self.vectors = vector("event.json")
        self.seed = bytes.fromhex(self.vectors["seed_hex"])

    def test_ids_hashes_and_preimages_are_those_of_the_vectors(self):
        self.assertEqual(key_of(self.seed), self.vectors["key"])
        for event in self.vectors["events"]:
            header_hash, body_hash = sha256(event["header"].encode()), sha256(data_of(event["salt"]), event["body"].encode())
            preimage = b"mingcha/event/1\0" + data_of(event["prev"]) + header_hash + body_hash
            self.assertEqual(name_of(header_hash), event["header_hash"])
            self.assertEqual(name_of(body_hash), event["body_hash"])
            self.assertEqual(preimage.hex(), event["preimage_hex"])
            self.assertEqual(len(preimage), 112)
            self.assertEqual(name_of(sign(self.seed, preimage)), event["signed"]["sig"])

    def test_an_event_keeps_its_id_when_its_body_is_erased(self):
        for event in self.vectors["events"]:
            whole = stranger.read_event(event["signed"], self.vectors["realm"], "event")
            erased = stranger.read_event(event["erased"], self.vectors["realm"], "event")
            self.assertEqual((whole["id"], erased["id"]), (event["id"], event["id"]))
            self.assertEqual((whole["body"], erased["body"]), ({"reason": "重复"}, None))

    def test_a_change_of_any_part_is_refused(self):
        first, second = (event["signed"] for event in self.vectors["events"])
        for part in ("header", "prev", "salt", "sig"):
            with self.subTest(part), self.assertRaises(NotValid):
                stranger.read_event(first | {part: second[part]}, self.vectors["realm"], "event")
        with self.assertRaises(NotValid):
            stranger.read_event(first | {"body": "{}"}, self.vectors["realm"], "event")


class TheInstallation(Case):
    def test_realm_certificate_and_checkpoint_are_those_of_the_vectors(self):
        v = vector("realm.json")
        genesis = stranger.read_json(v["genesis"].encode(), "genesis")
        self.assertTrue(stranger.fits("genesis", genesis))
        self.assertEqual(name_of(sha256(b"mingcha/genesis/1\0", v["genesis"].encode())), v["realm"])
        self.assertEqual(key_of(bytes.fromhex(v["root_seed_hex"])), genesis["root_key"])
        central = key_of(bytes.fromhex(v["central_seed_hex"]))
        for place, text, key, message in (
            ("certificate", "statement", genesis["root_key"], "certificate_message_hex"),
            ("checkpoint", "checkpoint", central, "checkpoint_message_hex"),
        ):
            message, signed = bytes.fromhex(v[message]), v[place]
            tag = message[: message.index(b"\0") + 1]
            self.assertEqual(message, tag + signed[text].encode())
            value = stranger.read_signed(signed[text], tag, key, signed["sig"], place)
            self.assertEqual((value["key"], value["realm"]), (central, v["realm"]))
            with self.assertRaises(NotValid):
                stranger.read_signed(signed[text], b"mingcha/event/1\0", key, signed["sig"], place)


class TheLog(Case):
    def setUp(self):
        self.vectors = vector("log.json")
        self.leaves = [data_of(name) for name in self.vectors["leaves"]]
        self.roots = [data_of(name) for name in self.vectors["roots"]]

    def test_leaves_and_roots_are_those_of_the_vectors(self):
        for entry in self.vectors["entries"]:
            value = stranger.read_json(entry["entry"].encode(), "entry")
            self.assertTrue(stranger.fits("entry", value))
            self.assertEqual(name_of(leaf(value)), entry["leaf"])
        for n, expected in enumerate(self.leaves):
            text = self.vectors["leaf_of_text"].replace("<index>", str(n))
            self.assertEqual(sha256(b"\0", text.encode()), expected)
        for size, expected in enumerate(self.roots):
            self.assertEqual(tree(self.leaves, 0, size), expected)

    def test_every_proof_leads_to_the_root(self):
        for case in self.vectors["proofs"]:
            known, proof = {n: self.leaves[n] for n in case["leaves"]}, [data_of(h) for h in case["proof"]]
            self.assertEqual(stranger.root_from(known, case["size"], proof), self.roots[case["size"]])
            self.assertEqual(proof_of(self.leaves[: case["size"]], known), proof)

    def test_a_changed_proof_leads_nowhere(self):
        def root(known, size, proof):
            try:
                return stranger.root_from(known, size, proof)
            except NotValid:
                return None

        for case in self.vectors["proofs"]:
            known, proof = {n: self.leaves[n] for n in case["leaves"]}, [data_of(h) for h in case["proof"]]
            size, right = case["size"], self.roots[case["size"]]
            wrong = [(known, proof + [bytes(32)]), ({**known, size: bytes(32)}, proof)]
            wrong += [(known, proof[:i] + proof[i + 1 :]) for i in range(len(proof))]
            wrong += [(known, proof[:i] + [bytes(32)] + proof[i + 1 :]) for i in range(len(proof))]
            wrong += [(known, proof[:i] + [proof[i + 1], proof[i]] + proof[i + 2 :]) for i in range(len(proof) - 1)]
            wrong += [({**known, n: bytes(32)}, proof) for n in known]
            for leaves, hashes in wrong:
                self.assertNotEqual(root(leaves, size, hashes), right)

    def test_an_empty_log_needs_and_takes_no_proof(self):
        self.assertEqual(stranger.root_from({}, 0, []), self.roots[0])
        for known, proof in (({}, [bytes(32)]), ({0: bytes(32)}, [])):
            with self.assertRaises(NotValid):
                stranger.root_from(known, 0, proof)

    def test_the_greatest_log_is_walked_quickly(self):
        size = stranger.GREATEST
        hashes = [bytes([n]) * 32 for n in range(60)]
        with self.assertRaises(NotValid):
            stranger.root_from({size - 1: bytes(32), 0: bytes(32)}, size, hashes)

    def test_growth_is_shown_by_its_proofs_and_by_no_others(self):
        for case in self.vectors["growth"]:
            old, new, proof = case["old"], case["new"], [data_of(h) for h in case["proof"]]
            self.assertTrue(has_grown(old, self.roots[old], new, self.roots[new], proof))
            wrong = [proof + [bytes(32)], proof[:-1]] + [
                proof[:i] + [bytes(32)] + proof[i + 1 :] for i in range(len(proof))]  # fmt: skip
            for other in wrong:
                self.assertFalse(has_grown(old, self.roots[old], new, self.roots[new], other))
            self.assertFalse(has_grown(old, bytes(32), new, self.roots[new], proof))
            self.assertFalse(has_grown(new + 1, bytes(32), new, self.roots[new], proof))
        self.assertTrue(has_grown(0, self.roots[0], 5, self.roots[5], []))


class TheCorpus(Case):
    """One event of nearly every kind. No bundle, but the same parts."""

    def setUp(self):
        self.corpus = vector("corpus.json")
        self.realm = name_of(sha256(b"mingcha/genesis/1\0", write_json(self.corpus["genesis"]).encode()))
        self.events = [stranger.read_event(e, self.realm, f"event {i}") for i, e in enumerate(self.corpus["events"])]
        self.verdict = {entry["event"]: entry["verdict"] for entry in self.corpus["entries"]}

    def test_its_entries_are_the_whole_log(self):
        signed, tag = self.corpus["checkpoint"], b"mingcha/checkpoint/1\0"
        key = json.loads(signed["checkpoint"])["key"]
        checkpoint = stranger.read_signed(signed["checkpoint"], tag, key, signed["sig"], "checkpoint")
        leaves = {entry["n"]: leaf(entry) for entry in self.corpus["entries"]}
        self.assertTrue(all(stranger.fits("entry", entry) for entry in self.corpus["entries"]))
        self.assertEqual(name_of(stranger.root_from(leaves, checkpoint["size"], [])), checkpoint["root"])
        self.assertEqual({event["id"] for event in self.events}, set(self.verdict))

    def test_every_body_of_a_known_kind_is_readable(self):
        known = {name for name in stranger.SHAPES if "." in name}
        self.assertEqual(known - {event["kind"] for event in self.events}, set())
        for event, parts in zip(self.events, self.corpus["events"]):
            with self.subTest(event["kind"]):
                self.assertEqual(event["body"] is None, "body" not in parts or event["kind"] not in known)

    def test_what_was_handed_in_is_a_version_of_the_content_before_it(self):
        check_versions(self, self.events, lambda event: self.verdict[event["id"]] == "effective")


CONTENT = {
    "check": ("check.started", ("check.answered", "check.photo_taken", "check.photo_voided")),
    "finding": ("finding.raised", ("finding.amended",)),
    "suggestion": ("suggestion.made", ("suggestion.amended",)),
}


def check_versions(case, events, effective):
    """Section 8.2, for every version that the events name and that all saw the same content of."""
    compared = 0
    for place, event in enumerate(events):
        if event["body"] and "version" in event["body"] and event["kind"] != "checklist.published" and effective(event):
            first, others = CONTENT[event["kind"].split(".")[0]]
            before = [e for e in events[:place] if e["stream"] == event["stream"] and effective(e)]
            ids = [e["id"] for e in before if e["kind"] == first][:1] + [e["id"] for e in before if e["kind"] in others]
            case.assertEqual(version(ids), event["body"]["version"], f"{event['kind']} {place}")
            compared += 1
    case.assertGreater(compared, 0)


class TheGoldenBundle(Case):
    def setUp(self):
        self.expected = vector("evidence.json")
        self.shown = stranger.verify(GOLDEN_ZIP)

    def test_it_is_valid_and_shows_what_is_expected(self):
        for name in ("realm", "root_key", "as_of"):
            self.assertEqual(self.shown[name], self.expected[name])
        events = [
            {"id": e["id"], "key": e["key"], "kind": e["kind"], "n": e["entry"]["n"], "effective": e["effective"],
             "arrived": e["entry"]["arrived"], "not_before": e["entry"].get("not_before")} for e in self.shown["events"]
        ]  # fmt: skip
        self.assertEqual(events, self.expected["events"])
        self.assertTrue(self.shown["demo"])
        self.assertEqual(self.shown["unclear"], [])

    def test_its_photos_are_those_that_are_expected(self):
        def order(photo):
            return photo["event"], photo["variant"]

        photos = [{name: p[name] for name in ("event", "variant", "sha256", "here")} for p in self.shown["photos"]]
        self.assertEqual(sorted(photos, key=order), sorted(self.expected["photos"], key=order))

    def test_every_body_is_readable_and_every_version_right(self):
        self.assertEqual([e["kind"] for e in self.shown["events"] if e["body"] is None], [])
        check_versions(self, self.shown["events"], lambda event: event["effective"])

    def test_the_bundle_alone_is_valid_with_its_photos_missing(self):
        for data in (GOLDEN["bundle.json"], golden_with(without=PHOTOS), golden_with(without=PHOTOS[:1])):
            shown = stranger.verify(data)
            self.assertEqual(len(shown["events"]), len(self.shown["events"]))
            self.assertFalse(all(photo["here"] for photo in shown["photos"]))

    def test_dates_order_compression_and_comments_of_the_zip_mean_nothing(self):
        members = list(GOLDEN.items())
        for data in (zipped(members), zipped(reversed(members)), zipped(members, zipfile.ZIP_DEFLATED),
                     zipped(members, date=(2031, 5, 7, 1, 2, 4), comment=b"c" * 999)):  # fmt: skip
            self.assertEqual(stranger.verify(data), self.shown)

    def test_what_is_for_people_shows_nothing_to_a_program(self):
        for data in (golden_with(more={"summary.txt": b"\xff a lie"}), golden_with(without=["summary.txt"]),
                     golden_with(more={"document.html": b"<p>a lie"})):  # fmt: skip
            self.assertEqual(stranger.verify(data), self.shown)

    def test_an_erased_body_leaves_the_bundle_valid_unless_it_was_needed(self):
        needed = {"directory.profile_enrolled": "keys|signed by", "check.started": "check: it never", "check.photo_taken": "photos/"}
        for i, event in enumerate(self.shown["events"]):
            bundle = golden_bundle()
            bundle["events"][i] = erased(bundle["events"][i])
            if event["kind"] in needed and event["stream"] in (self.shown["check"], self.shown["directory"]):
                self.refused(golden_with(bundle=bundle), needed[event["kind"]], f"erased {i} {event['kind']}")
                continue
            shown = stranger.verify(golden_with(bundle=bundle))
            self.assertIsNone(shown["events"][i]["body"])
            self.assertEqual(shown["events"][i]["id"], event["id"])
            self.assertEqual(shown["unclear"], [event["stream"]] if event["crit"] else [])

    def test_an_event_left_out_with_its_entries_is_not_noticed(self):
        """What the page says that a valid bundle does not show: it must stay that way round."""
        bundle = golden_bundle()
        gone = self.shown["events"][-1]["id"]
        bundle["events"].pop()
        leave_out(bundle, lambda entry: entry["event"] == gone)
        self.assertEqual(len(stranger.verify(golden_with(bundle=bundle))["events"]), len(self.shown["events"]) - 1)

    def test_a_later_verdict_left_out_is_not_noticed_either(self):
        bundle = golden_bundle()
        again = [e["n"] for i, e in enumerate(bundle["entries"]) if e["event"] in [x["event"] for x in bundle["entries"][:i]]]
        leave_out(bundle, lambda entry: entry["n"] == again[0])
        shown = stranger.verify(golden_with(bundle=bundle))
        self.assertEqual(sum(not event["effective"] for event in shown["events"]), 1)


def erased(event):
    body_hash = name_of(sha256(data_of(event["salt"]), event["body"].encode()))
    return {"header": event["header"], "body_hash": body_hash, "prev": event["prev"], "sig": event["sig"]}


def leave_out(bundle, which):
    """Drops entries and moves their leaves into the proof, as anybody who holds the bundle can."""
    size = json.loads(bundle["checkpoint"]["checkpoint"])["size"]
    known = {entry["n"]: leaf(entry) for entry in bundle["entries"]}
    rest, kept = iter(map(data_of, bundle["proof"])), [e for e in bundle["entries"] if not which(e)]
    numbers = {entry["n"] for entry in kept}

    def walk(low, high):
        """The root of this part, and the hashes that the new proof needs for it."""
        if not any(low <= n < high for n in known):
            found = next(rest)
            return found, [found]
        if high - low == 1:
            return known[low], [] if low in numbers else [known[low]]
        left, before = walk(low, split(low, high))
        right, after = walk(split(low, high), high)
        whole = node(left, right)
        return whole, before + after if any(low <= n < high for n in numbers) else [whole]

    bundle["entries"], bundle["proof"] = kept, [name_of(h) for h in walk(0, size)[1]]


class AttacksOnTheGoldenBundle(Case):
    def setUp(self):
        self.chance = random.Random(f"{SEED} {self.id()}")

    def test_a_flipped_byte_anywhere_in_the_bundle_is_refused(self):
        for _ in range(600):
            self.flip("bundle.json")

    def test_a_flipped_byte_anywhere_in_a_photo_is_refused(self):
        for name in PHOTOS:
            for _ in range(35):
                self.flip(name, "^photos/[0-9a-f]{64}: ")

    def flip(self, name, place=None):
        content, at = bytearray(GOLDEN[name]), self.chance.randrange(len(GOLDEN[name]))
        content[at] ^= self.chance.randrange(1, 256)
        members = GOLDEN | {name: bytes(content)}
        self.refused(zipped(members.items()), place, f"byte {at} of {name} became {content[at]}")

    def test_a_flipped_byte_of_the_zip_is_refused_or_changes_nothing(self):
        shown, refusals = stranger.verify(GOLDEN_ZIP), 0
        for _ in range(300):
            data = bytearray(GOLDEN_ZIP)
            at = self.chance.randrange(len(data))
            data[at] ^= self.chance.randrange(1, 256)
            try:
                self.assertEqual(stranger.verify(bytes(data)), shown, f"byte {at} became {data[at]}")
            except NotValid as error:
                self.assertTrue(error.place and error.what)
                refusals += 1
        self.assertGreater(refusals, 200)

    def test_a_truncated_file_is_refused(self):
        for end in [0, 1, 4, 22, len(GOLDEN_ZIP) - 1] + self.chance.sample(range(len(GOLDEN_ZIP)), 60):
            self.refused(GOLDEN_ZIP[:end], None, f"zip cut at {end}")
        bundle = GOLDEN["bundle.json"]
        for end in [0, 1, len(bundle) - 1] + self.chance.sample(range(len(bundle)), 60):
            self.refused(golden_with(bundle=bundle[:end]), "^bundle.json: ", f"bundle cut at {end}")
            self.refused(bundle[:end], None, f"bundle alone cut at {end}")

    def test_garbage_is_refused(self):
        for size in (1, 10, 100, 10_000):
            for start in (b"", b"{", b"PK\3\4", b"PK\5\6"):
                self.refused(start + self.chance.randbytes(size), None, f"{start} and {size} bytes")

    def lists(self):
        """Every way to drop, repeat or swap something in one of the three lists."""
        for name in ("events", "entries", "proof"):
            whole = golden_bundle()[name]
            for i in range(len(whole)):
                yield f"{name} without {i}", name, whole[:i] + whole[i + 1 :]
                yield f"{name} with {i} twice", name, whole[: i + 1] + whole[i:]
                j = self.chance.randrange(len(whole))
                yield f"{name} with {i} at the end too", name, whole + [whole[i]]
                if i + 1 < len(whole):
                    yield f"{name} with {i} and its neighbour swapped", name, whole[:i] + whole[i : i + 2][::-1] + whole[i + 2 :]
                if whole[i] != whole[j]:
                    moved = list(whole)
                    moved[i], moved[j] = moved[j], moved[i]
                    yield f"{name} with {i} and {j} swapped", name, moved
            yield f"no {name}", name, []
            yield f"{name} backwards", name, whole[::-1]

    def test_dropped_swapped_and_repeated_parts_are_refused(self):
        for note, name, changed in self.lists():
            self.refused(golden_with(bundle=golden_bundle() | {name: changed}), None, note)

    def test_an_event_dropped_with_its_entries_breaks_the_proof(self):
        for i, event in enumerate(stranger.verify(GOLDEN_ZIP)["events"]):
            bundle = golden_bundle()
            bundle["events"].pop(i)
            bundle["entries"] = [entry for entry in bundle["entries"] if entry["event"] != event["id"]]
            self.refused(golden_with(bundle=bundle), "^proof: ", f"without {i}")

    def test_another_verdict_number_time_or_epoch_is_refused(self):
        verdicts = ["effective", "unsupported_yet", {"held": "no_longer_allowed"}, {"refused": "own_finding"}]
        for i, entry in enumerate(golden_bundle()["entries"]):
            changes = [{"verdict": verdict} for verdict in verdicts if verdict != entry["verdict"]]
            changes += [{name: entry[name] + d} for name in ("arrived", "epoch", "n") for d in (-1, 1)]
            changes += [{"event": golden_bundle()["entries"][i - 1]["event"]}]
            for change in changes:
                bundle = golden_bundle()
                bundle["entries"][i] |= change
                self.refused(golden_with(bundle=bundle), "^(proof|entry|bundle.json)", f"entry {i} {change}")
            bundle = golden_bundle()
            if bundle["entries"][i].pop("not_before", None):
                self.refused(golden_with(bundle=bundle), "^proof: ", f"entry {i} without not_before")

    def test_parts_of_one_event_on_another_are_refused(self):
        events = golden_bundle()["events"]
        for part in ("header", "body", "salt", "prev", "sig"):
            for i in range(len(events)):
                j = self.chance.randrange(len(events))
                if events[i][part] != events[j][part]:
                    bundle = golden_bundle()
                    bundle["events"][i][part] = events[j][part]
                    self.refused(golden_with(bundle=bundle), None, f"{part} of {j} on {i}")

    def test_an_event_that_is_half_erased_is_refused(self):
        event = golden_bundle()["events"][0]
        body_hash = erased(event)["body_hash"]
        for note, parts in (
            ("neither", {"header": event["header"]}),
            ("body only", {"header": event["header"], "body": event["body"]}),
            ("salt only", {"header": event["header"], "salt": event["salt"]}),
            ("all", {"header": event["header"], "body": event["body"], "salt": event["salt"], "body_hash": body_hash}),
            ("salt and hash", {"header": event["header"], "salt": event["salt"], "body_hash": body_hash}),
        ):
            bundle = golden_bundle()
            bundle["events"][0] = parts | {"prev": event["prev"], "sig": event["sig"]}
            self.refused(golden_with(bundle=bundle), "^event 0: needs", note)

    def test_a_foreign_or_renamed_photo_is_refused(self):
        foreign = {"photos/" + sha256(PHOTO).hex(): PHOTO}
        self.refused(golden_with(more=foreign), "^photos/.* is no photo of this check", "foreign")
        self.refused(golden_with(more={PHOTOS[0]: GOLDEN[PHOTOS[1]]}), "^photos/.* is not the file", "exchanged")
        self.refused(golden_with(more={PHOTOS[0]: b""}), "^photos/", "emptied")
        self.refused(golden_with(more={"photos/" + "0" * 64: GOLDEN[PHOTOS[0]]}), "^photos/", "renamed")

    def test_a_member_too_many_is_refused(self):
        names = ["extra.txt", "photos/", "photos/x", PHOTOS[0].upper(), "Photos" + PHOTOS[0][6:], "./bundle.json",
                 "bundle.json/", "../bundle.json", "bundle.json\\", PHOTOS[0] + "0", PHOTOS[0] + ".jpg", "/bundle.json",
                 PHOTOS[0] + "\n", "summary.txt ", "\u4e00"]  # fmt: skip
        for name in names:
            self.refused(golden_with(more={name: b""}), "^zip: has a member", repr(name))

    def test_two_members_of_one_name_are_refused(self):
        for name in GOLDEN:
            with self.assertWarns(UserWarning):
                data = zipped(list(GOLDEN.items()) + [(name, GOLDEN[name])])
            self.refused(data, "^zip: two members", name)

    def test_a_name_with_a_hidden_end_is_refused(self):
        data = golden_with(more={"summary.txtXhidden": b""}).replace(b"summary.txtXhidden", b"summary.txt\0hidden")
        self.refused(data, "^zip: has a member")

    def test_other_packing_and_secret_members_are_refused(self):
        self.refused(zipped(GOLDEN.items(), zipfile.ZIP_BZIP2), "packed another way")
        data = bytearray(GOLDEN_ZIP)
        data[data.index(b"PK\1\2") + 8] |= 1  # the flag that says: encrypted
        self.refused(bytes(data), "^zip: cannot be read")

    def test_a_zip_without_a_bundle_is_refused(self):
        self.refused(golden_with(without=["bundle.json"]), "^zip: has no bundle.json")
        self.refused(zipped([]), "^zip: has no bundle.json")

    def test_a_bundle_that_swells_is_refused(self):
        swollen = zipped([("bundle.json", b" " * (stranger.BUNDLE_LIMIT + 1))], zipfile.ZIP_DEFLATED)
        self.refused(swollen, "^bundle.json: is too long")
        self.refused(b"{" + bytes(stranger.BUNDLE_LIMIT), "^bundle.json: is too long")

    def test_another_spelling_of_the_bundle_is_refused(self):
        text = GOLDEN["bundle.json"].decode()
        bundle = golden_bundle()
        spellings = {
            "space": text.replace(":", ": ", 1), "end of line": text + "\n", "mark": "\ufeff" + text,
            "sorted": write_json(bundle), "escaped": json.dumps(bundle, separators=(",", ":")),
            "escaped slash": text.replace("mingcha/evidence/1", "mingcha\\/evidence\\/1"),
            "twice": text[:-1] + ',"check":"' + bundle["check"] + '"}',
            "float": text.replace('"utc_offset_min":480', '"utc_offset_min":480.0'),
        }  # fmt: skip
        for note, spelling in spellings.items():
            self.assertNotEqual(spelling, text)
            self.refused(golden_with(bundle=spelling.encode()), "^bundle.json: ", note)

    def test_another_format_is_refused_as_such(self):
        for other in ("mingcha/evidence/2", "", None, 1, [], {}):
            self.refused(golden_with(bundle=golden_bundle() | {"format": other, "more": 1}), "^format: ", other)

    def test_a_member_too_many_or_too_few_in_any_object_is_refused(self):
        for path, value in parts_of(golden_bundle()):
            if isinstance(value, dict):
                self.refused(golden_with(bundle=changed(path, value | {"zzz": 1})), None, f"{path} with another member")
                for name in value:
                    less = {n: v for n, v in value.items() if n != name}
                    self.refused(golden_with(bundle=changed(path, less)), None, f"{path} without {name}")
                    self.refused(golden_with(bundle=changed(path, value | {name: None})), None, f"{path} {name} null")

    def test_a_value_of_another_kind_anywhere_is_refused(self):
        odd = [None, True, False, 0, 1, -1, 2**53 - 1, "", "x", "A" * 22, "A" * 43, "A" * 86, [], {}, [[]], [None],
               {"held": "forked_chain"}, "{}", "[]", "\u2028", "\x00"]  # fmt: skip
        for path, value in parts_of(golden_bundle()):
            for other in self.chance.sample(odd, 2):
                if other != value:
                    self.refused(golden_with(bundle=changed(path, other)), None, f"{path} became {other!r}")

    def test_another_genesis_or_root_key_is_refused(self):
        for name, other in (("demo", False), ("name", "x"), ("nonce", id_of("x")), ("root_key", key_of(THIEF)),
                            ("utc_offset_min", 0)):  # fmt: skip
            bundle = golden_bundle()
            bundle["genesis"][name] = other
            self.refused(golden_with(bundle=bundle), "^certificate: ", name)

    def test_a_receipt_of_another_installation_is_refused(self):
        other = vector("realm.json")
        self.refused(golden_with(bundle=golden_bundle() | {"checkpoint": other["checkpoint"]}), "^checkpoint: ")
        self.refused(golden_with(bundle=golden_bundle() | {"certificate": {
            "statement": other["certificate"]["statement"], "sig": other["certificate"]["sig"]}}), "^certificate: ")


def parts_of(value, path=()):
    """Every value inside a value, with the way to it."""
    yield path, value
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in inside:
        yield from parts_of(part, path + (name,))


def changed(path, value):
    if not path:
        return value
    bundle = golden_bundle()
    part = bundle
    for name in path[:-1]:
        part = part[name]
    part[path[-1]] = value
    return bundle


class ForgeriesByWhoHoldsAllKeys(Case):
    def setUp(self):
        self.story = Story()

    def valid(self):
        return stranger.verify(self.story.build())

    def test_the_unchanged_story_is_valid(self):
        shown = self.valid()
        self.assertEqual(len(shown["events"]), 6)
        self.assertEqual([photo["here"] for photo in shown["photos"]], [True])

    def test_a_certificate_for_another_realm_is_refused(self):
        self.story.statement = {"realm": name_of(bytes(32))}
        self.foiled(self.story, "^certificate: belongs to another")

    def test_a_certificate_with_other_members_is_refused(self):
        for other in ({"more": 1}, {"from": "1"}, {"key": "x"}, {"key": None}):
            self.story.statement = other
            self.foiled(self.story, "^certificate: has other members")

    def test_a_certified_key_of_small_order_signs_nothing(self):
        self.story.statement = {"key": name_of((1).to_bytes(32, "little"))}
        self.foiled(self.story, "^checkpoint: the signature")

    def test_a_checkpoint_that_names_another_key_or_realm_is_refused(self):
        self.story.checkpoint = {"key": key_of(THIEF)}
        self.foiled(self.story, "^checkpoint: names another key")
        self.story.checkpoint = {"realm": name_of(bytes(32))}
        self.foiled(self.story, "^checkpoint: belongs to another")

    def test_a_checkpoint_with_other_members_is_refused(self):
        for other in ({"more": 1}, {"size": -1}, {"size": "7"}, {"at": None}, {"root": "x"}):
            self.story.checkpoint = other
            self.foiled(self.story, "^checkpoint: has other members")

    def test_a_checkpoint_of_another_size_is_refused(self):
        # Of 13 entries. A size of 14 would pass: no hash tells how many leaves lie under the last one of the
        # proof. Only central could sign it, so it is central's word, like the root.
        for size in (0, 1, 11, 12, 2**53 - 1):
            self.story.checkpoint = {"size": size}
            self.foiled(self.story, "^proof: ")

    def test_entries_out_of_order_are_refused(self):
        self.story.after_signing = lambda bundle: bundle["entries"].reverse()
        self.foiled(self.story, "^entry 9: out of order")

    def test_a_header_with_other_members_is_refused(self):
        ids = sorted((name_of(sha256(bytes([n % 256, n >> 8]))) for n in range(300)), key=data_of)
        for other in (
            {"more": 1}, {"v": 2}, {"suite": 2}, {"v": True}, {"at": "1"}, {"at": ...}, {"kind": 1}, {"seq": -1},
            {"stream": key_of(PHONE)}, {"crit": False}, {"crit": 1}, {"crit": None}, {"base": []}, {"refs": []},
            {"base": ids[:257]}, {"base": ids[1::-1]}, {"refs": [ids[0], ids[0]]}, {"refs": ["x"]}, {"base": ids[0]},
            {"mono": {"boot": "b"}}, {"mono": {"boot": "b", "ms": 0, "x": 0}}, {"mono": {"boot": 1, "ms": 0}},
            {"seen": {}}, {"seen": None}, {"seen": {"epoch": 0, "root": ids[0], "size": 0, "x": 0}},
        ):  # fmt: skip
            self.story.acts[-1]["header"] = other
            self.foiled(self.story, "^event 5 header: has other members")
        for other in ({"base": ids[:256]}, {"refs": ids[:1], "crit": True}, {"seen": {"epoch": 0, "root": ids[0], "size": 0}}):
            self.story.acts[-1]["header"] = other
            self.valid()

    def test_ids_ascend_by_their_bytes_and_not_by_their_letters(self):
        low, high = name_of(b"\0" * 32), name_of(b"\xff" * 32)  # "A…" and "_…"
        digit, letter = name_of(b"\xd4" * 32), name_of(b"\x68" * 32)  # "1…" and "a…": as text the other way round
        self.assertLess(digit, letter)
        self.story.acts[-1]["header"] = {"base": [low, letter, digit, high]}
        self.valid()
        self.story.acts[-1]["header"] = {"base": [digit, letter]}
        self.foiled(self.story, "^event 5 header")

    def test_an_event_of_another_realm_is_refused(self):
        self.story.acts[-1]["header"] = {"realm": name_of(bytes(32))}
        self.foiled(self.story, "^event 5 header: belongs to another")

    def test_header_and_body_must_be_canonical_and_not_too_long(self):
        for text in ("", "{", " {}", '{"b":1,"a":1}', '{"a":1.5}', "[" * 34 + "]" * 34, '"\\ud800"', '"' + "x" * 262_144):
            self.story.acts[-1]["body_text"] = text
            self.foiled(self.story, "^event 5")
        del self.story.acts[-1]["body_text"]
        for text in ("", "[]", "null", "{}", '{"key":1}', "x", "[" * 100_000):
            self.story.acts[-1]["header_text"] = text
            self.foiled(self.story, "^event 5 header: ")

    def test_a_body_may_have_the_greatest_length_and_no_more(self):
        for length, wrong in ((262_144, False), (262_145, True)):
            self.story.acts[-1]["body_text"] = '"' + "é" * ((length - 2) // 2) + "x" * (length % 2) + '"'
            self.assertEqual(len(self.story.acts[-1]["body_text"].encode()), length)
            self.foiled(self.story, "too long") if wrong else self.valid()

    def test_a_stolen_signature_is_refused(self):
        self.story.acts[-1]["parts"] = {"sig": name_of(sign(THIEF, b"x"))}
        self.foiled(self.story, "^event 5: the signature")
        self.story.acts[-1]["parts"] = {"sig": name_of(bytes(64))}
        self.foiled(self.story, "^event 5: the signature")

    def test_an_event_key_of_small_order_is_refused(self):
        neutral = (1).to_bytes(32, "little")
        self.story.acts[-1]["header"] = {"key": name_of(neutral)}
        forged = stranger.encode_point(times(7)) + (7).to_bytes(32, "little")
        self.story.acts[-1]["parts"] = {"sig": name_of(forged)}
        self.foiled(self.story, "^event 5: the signature")

    def test_events_in_another_order_than_their_entries_are_refused(self):
        self.story.after_signing = lambda bundle: bundle["events"].insert(0, bundle["events"].pop())
        self.foiled(self.story, "^event 1: out of order")

    def test_an_event_that_stands_twice_is_refused(self):
        self.story.after_signing = lambda bundle: bundle["events"].append(bundle["events"][-1])
        self.foiled(self.story, "^event 6: stands twice")

    def test_an_event_without_entry_and_an_entry_without_event_are_refused(self):
        self.story.after_signing = lambda bundle: bundle["events"].pop()
        self.foiled(self.story, "^entry 11: its event is missing")
        entry, event = self.valid_parts()
        self.story.after_signing = lambda bundle: bundle["events"].append(event)
        self.foiled(self.story, "^event 6: has no entry")

    def valid_parts(self):
        other = Story()
        other.act(PHONE, "outing.ended", id_of("outing"))
        with zipfile.ZipFile(io.BytesIO(other.build())) as archive:
            bundle = json.loads(archive.read("bundle.json"))
        self.story.after_signing = lambda bundle: None
        return bundle["entries"][-1], bundle["events"][-1]

    def test_the_latest_verdict_holds(self):
        self.story.acts[-1]["verdicts"] = [{"held": "reference_not_here"}, "effective"]
        self.assertTrue(self.valid()["events"][-1]["effective"])
        self.story.acts[-1]["verdicts"] = ["effective", {"held": "no_longer_allowed"}]
        self.assertFalse(self.valid()["events"][-1]["effective"])

    def test_verdicts_that_the_page_does_not_know_are_refused(self):
        for verdict in ("held", "refused", {"held": "x"}, {"held": "forked_chain", "refused": "x"}, {}, {"refused": 1}, 1):
            self.story.acts[-1]["verdicts"] = [verdict]
            self.foiled(self.story, "^bundle.json: ")

    def test_a_chain_that_does_not_continue_is_refused(self):
        self.story.of("check.started")["prev"] = name_of(sha256(b"another"))
        self.foiled(self.story, "^event 3: does not continue")

    def test_the_first_event_of_a_key_and_only_it_has_nothing_before_it(self):
        self.story.of("outing.started")["prev"] = name_of(sha256(b"another"))
        self.foiled(self.story, "^event 2: prev does not fit")
        story = Story()
        story.of("check.started")["prev"] = name_of(bytes(32))
        self.foiled(story, "^event 3: prev does not fit")

    def test_a_gap_in_a_chain_is_allowed(self):
        self.story.of("check.photo_taken")["header"] = {"seq": 7}
        self.story.of("check.photo_taken")["prev"] = name_of(sha256(b"another"))
        self.valid()

    def test_both_branches_of_a_forked_chain_may_stand_in_a_bundle(self):
        start = self.valid()["events"][2]["id"]
        branch = self.story.act(PHONE, "outing.ended", id_of("outing"))
        branch |= {"header": {"seq": 1}, "prev": start, "verdicts": [{"held": "forked_chain"}]}
        further = self.story.act(PHONE, "outing.ended", id_of("outing"))
        further |= {"header": {"seq": 2}, "verdicts": [{"held": "forked_chain"}]}
        self.valid()

    def test_a_key_that_nobody_enrolled_is_refused(self):
        self.story.act(THIEF, "check.opened", CHECK)["verdicts"] = [{"refused": "unknown_key"}]
        self.foiled(self.story, "^event 6: signed by a key")

    def test_an_enrolment_counts_only_if_effective_readable_and_in_the_directory(self):
        for change in ({"verdicts": ["unsupported_yet"]}, {"erased": True}, {"stream": CHECK}, {"body": {}}):
            story = Story()
            story.acts[1] |= change
            self.foiled(story, "^event 5: signed by a key")

    def test_an_enrolment_by_anyone_but_central_is_refused(self):
        for verdict in ("effective", {"refused": "not_central"}):
            story = Story()
            story.enrol(THIEF, by=PHONE)["verdicts"] = [verdict]
            story.act(THIEF, "check.opened", CHECK)
            self.foiled(story, "^event 6: enrols a key")

    def test_a_bundle_of_a_check_that_did_not_start_is_refused(self):
        for change in ({"verdicts": ["unsupported_yet"]}, {"erased": True}, {"stream": id_of("x")}, {"body": {}}):
            story = Story()
            story.acts[3] |= change
            self.foiled(story, "^check: it never started")

    def test_a_stream_of_something_else_is_no_check(self):
        self.story.of("outing.started")["stream"] = CHECK
        self.foiled(self.story, "^check: its stream")
        self.story.of("outing.started")["erased"] = True  # what cannot be read does not decide
        self.valid()

    def test_a_photo_that_only_other_events_name_is_refused(self):
        for change in ({"verdicts": ["unsupported_yet"]}, {"erased": True}, {"stream": id_of("x")}, {"body": {}}):
            story = Story()
            story.of("check.photo_taken").update(change)
            self.foiled(story, "^photos/.* is no photo")

    def test_a_voided_photo_stays_and_is_shown_as_voided(self):
        self.story.act(PHONE, "check.photo_voided", CHECK, photo=self.valid()["photos"][0]["event"], reason="r")
        self.assertEqual([(p["here"], p["voided"]) for p in self.valid()["photos"]], [(True, True)])

    def test_a_critical_event_that_cannot_be_read_leaves_its_stream_unclear(self):
        act = self.story.act(PHONE, "sample.taken", CHECK, tube=7)
        self.assertEqual(self.valid()["unclear"], [])
        act["header"] = {"crit": True}
        self.assertEqual(self.valid()["unclear"], [CHECK])
        act["verdicts"] = ["unsupported_yet"]
        self.assertEqual(self.valid()["unclear"], [])
        act |= {"kind": "check.submitted", "verdicts": ["effective"]}
        self.assertEqual(self.valid()["unclear"], [CHECK])
        act |= {"kind": "check.taken_back", "erased": True}
        self.assertEqual(self.valid()["unclear"], [CHECK])

    def test_members_that_the_table_does_not_list_do_not_matter(self):
        started = self.story.of("check.started")["body"]
        started |= {"zzz": [1], "order": None, "position": {}}
        self.assertEqual(self.valid()["events"][3]["body"], started)

    def test_odd_values_in_bodies_make_events_unreadable_and_never_more(self):
        chance = random.Random(SEED)
        odd = [None, True, 0, -1, "", "x", [], {}, [None], {"x": 1}, 2**53 - 1, "effective", "by", {"by": "2022-02-30"}]
        bodies = [(e["kind"], e["body"]) for e in stranger.verify(GOLDEN_ZIP)["events"]]
        corpus = [(json.loads(e["header"])["kind"], json.loads(e.get("body", "{}"))) for e in vector("corpus.json")["events"]]
        unreadable = 0
        for kind, body in bodies + corpus:
            if kind in stranger.SHAPES:
                for path, _ in parts_of(body):
                    other = copy.deepcopy(body)
                    part = other
                    for name in path[:-1]:
                        part = part[name]
                    if path:
                        part[path[-1]] = chance.choice(odd)
                    else:
                        other = chance.choice(odd)
                    unreadable += not stranger.fits(kind, other)
        self.assertGreater(unreadable, 300)


class TheCommand(Case):
    def run_it(self, *arguments):
        program = os.path.join(HERE, "verify.py")
        done = subprocess.run([sys.executable, "-B", program, *arguments], capture_output=True, text=True, timeout=50,
                              env={"PATH": os.environ.get("PATH", ""), "PYTHONIOENCODING": "ascii"})  # fmt: skip
        self.assertNotIn("Traceback", done.stderr)
        return done.returncode, done.stdout

    def test_a_valid_file_is_shown(self):
        expected = vector("evidence.json")
        for known in ((), (expected["realm"],), (expected["root_key"],)):
            code, out = self.run_it(os.path.join(VECTORS, "evidence.zip"), *known)
            self.assertEqual(code, 0)
            self.assertEqual(out.splitlines()[0], f"valid: {len(expected['events'])} events")
            self.assertIn(f"realm {expected['realm']}\nroot key {expected['root_key']}\n", out)
            for photo in expected["photos"]:
                self.assertIn(f"photo {photo['sha256']} here: {photo['variant']} of {photo['event']}", out)

    def test_a_file_of_another_installation_is_told_apart(self):
        code, out = self.run_it(os.path.join(VECTORS, "evidence.zip"), vector("realm.json")["realm"])
        self.assertEqual((code, out), (1, "NOT VALID: realm: valid, but of another installation\n"))

    def test_whatever_cannot_be_read_is_not_valid(self):
        with tempfile.TemporaryDirectory() as folder:
            broken = {
                "empty": b"", "text": b"hello", "json": b"{}", "deep": b"{" + b"[" * 10_000,
                "flipped": golden_with(bundle=GOLDEN["bundle.json"].replace(b'"n":66', b'"n":67')),
                "named": golden_with(more={"\u4e00\n": b""}),
            }  # fmt: skip
            for name, content in broken.items():
                with open(os.path.join(folder, name), "wb") as file:
                    file.write(content)
            for path in [os.path.join(folder, name) for name in [*broken, "", "\u4e00 is not here"]]:
                with self.subTest(path):
                    code, out = self.run_it(path)
                    self.assertEqual(code, 1)
                    self.assertRegex(out, r"\ANOT VALID: [^:\n]+: [^\n]+\n\Z")

    def test_without_a_file_it_says_how_to_use_it(self):
        self.assertEqual(self.run_it(), (2, ""))


if __name__ == "__main__":
    unittest.main()
