#!/usr/bin/python3
"""Reads our reports with foreign programs: every report of test_wire must pass python3-jsonschema with
schemas/report.schema.json, and python3-cbor2 must find the same document in its CBOR. So must the cases below
tests/wire/vectors: where the schema applies, it is as strict as the decoder. Records, as in files and mirrors, must
pass schemas/record.schema.json line by line.

    tests/system/report_readers.py [TEST_WIRE]     default: $TEST_WIRE, or test_wire in build/release
"""

import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import cbor2
import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]
VECTORS = ROOT / "tests" / "wire" / "vectors" / "reports"
# A schema does not see bytes, thing names or payload size.
BEYOND_A_SCHEMA = {"thing_name_of_129_bytes", "thing_name_with_a_bell", "too_large"}
failures = 0


def check(good, what):
    global failures
    if not good:
        failures += 1
        print("  " + what)


def decode_cbor(payload):
    stream = io.BytesIO(payload)
    document = cbor2.CBORDecoder(stream).decode()
    if stream.read():
        raise ValueError("bytes follow the document")
    return document


def same(a, b):
    """Equal, with equal types: 1 is not 1.0, True is not 1."""
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b


def verdict(name, before):
    print(("PASS " if failures == before else "FAIL ") + name)


def read_reports(folder, validator):
    before = failures
    texts = sorted(folder.glob("*.json"))
    check(len(texts) >= 1000, f"only {len(texts)} reports to read")
    for text in texts:
        payload = text.read_bytes()
        document = json.loads(payload.decode("utf-8", errors="strict"))
        errors = list(validator.iter_errors(document))
        check(not errors, f"{text.name}: {errors[:1]}")
        cbor = text.with_suffix(".cbor").read_bytes()
        check(same(decode_cbor(cbor), document), f"{text.stem}: CBOR and JSON are not the same document")
        check(cbor2.dumps(decode_cbor(cbor)) == cbor, f"{text.stem}: not the shortest CBOR")
    verdict(f"{len(texts)} reports in JSON pass jsonschema and are the same document in CBOR to cbor2", before)


def read_records(folder, validator):
    before = failures
    with open(folder / "records.ndjson", encoding="utf-8", errors="strict", newline="\n") as lines:
        records = [json.loads(line) for line in lines]
    check(len(records) >= 100, f"only {len(records)} records to read")
    for number, record in enumerate(records):
        errors = list(validator.iter_errors(record))
        check(not errors, f"record {number}: {errors[:1]}")
        cbor = (folder / f"record-{number}.cbor").read_bytes()
        check(same(decode_cbor(cbor), record), f"record {number}: CBOR and JSON are not the same record")
    for key in ("thing", "gateway", "at", "report"):
        check(not validator.is_valid({k: v for k, v in records[0].items() if k != key}), f"valid without {key}")
    verdict(f"{len(records)} records in NDJSON pass jsonschema and are the same record in CBOR to cbor2", before)


def refuse(literal):
    raise ValueError(literal + " is no JSON")


def document_of(case):
    payload = case["text"].encode() if "text" in case else bytes.fromhex(case["hex"])
    if case["format"] == "cbor":
        return decode_cbor(payload)
    return json.loads(payload.decode("utf-8"), parse_constant=refuse)


def read_vectors(validator):
    before = failures
    for file in sorted(VECTORS.glob("*/*.json")):
        case = json.loads(file.read_text())
        if file.stem in BEYOND_A_SCHEMA:
            continue
        try:
            valid = validator.is_valid(document_of(case))
        except (ValueError, EOFError, MemoryError, cbor2.CBORDecodeError):  # a length beyond memory
            valid = False
        if file.parent.name != "unsettled":
            check(valid == (file.parent.name == "sound"), f"{file.parent.name}/{file.stem}: the schema says {valid}")
    verdict("the schema agrees with the cases", before)


def validator_of(name):
    schema = json.loads((ROOT / "schemas" / name).read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


def main():
    release = ROOT / "build" / "release" / "tests" / "test_wire"
    program = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("TEST_WIRE", str(release))
    validator = validator_of("report.schema.json")
    with tempfile.TemporaryDirectory() as folder:
        environment = dict(os.environ, GATEWARDEN_REPORTS_FOLDER=folder)
        subprocess.run([program, "reports for other readers"], env=environment, check=True, stdout=subprocess.DEVNULL)
        read_reports(pathlib.Path(folder), validator)
        subprocess.run([program, "records for other readers"], env=environment, check=True, stdout=subprocess.DEVNULL)
        read_records(pathlib.Path(folder), validator_of("record.schema.json"))
    read_vectors(validator)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
