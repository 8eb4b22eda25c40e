#!/usr/bin/python3
"""Packs a folder as bundle.zip, root.tar, docker.tar and oci.tar. The images have a second layer, which takes away a file and
a folder of the first.

    pack.py BUNDLE FOLDER
"""
import hashlib
import io
import json
import pathlib
import shutil
import sys
import tarfile

BUNDLE, FOLDER = map(pathlib.Path, sys.argv[1:])


def tar(files):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def main():
    files = {str(path.relative_to(BUNDLE)): path.read_bytes() for path in BUNDLE.rglob("*") if path.is_file()}
    layers = [tar({**files, "gone.txt": b"1", "gone/too": b"2", "away/gone": b"3"}),
              tar({".wh.gone.txt": b"", ".wh.gone": b"", "away/.wh..wh..opq": b""})]
    blobs = {f"blobs/sha256/{hashlib.sha256(layer).hexdigest()}": layer for layer in layers}
    shutil.make_archive(FOLDER / "bundle", "zip", BUNDLE)
    (FOLDER / "root.tar").write_bytes(tar(files))
    docker = {"one/layer.tar": layers[0], "two/layer.tar": layers[1]}
    (FOLDER / "docker.tar").write_bytes(tar({**docker, "manifest.json": json.dumps([{"Layers": list(docker)}]).encode()}))
    manifest = json.dumps({"layers": [{"digest": name.removeprefix("blobs/").replace("/", ":")} for name in blobs]}).encode()
    name = hashlib.sha256(manifest).hexdigest()
    index = json.dumps({"manifests": [{"digest": f"sha256:{name}"}]}).encode()
    (FOLDER / "oci.tar").write_bytes(tar({**blobs, f"blobs/sha256/{name}": manifest, "index.json": index}))


main()
