# Images and containers of podman in a folder of their own, with the parts of examples/parts.bash. Sourced by tests/artefacts/image
# and the scripts of tests/artefacts/nightly, from the checkout's folder; `end_containers` ends and removes all. Needs root.
# shellcheck shell=bash

# shellcheck source=examples/parts.bash
. examples/parts.bash

# podman keeps everything in our folder, needs no systemd, and raises no limit, which a container around it may forbid.
cat >"$folder/containers.conf" <<TOML
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
log_driver = "k8s-file"
netns = "host"
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "none"
tmp_dir = "$folder/tmp"
TOML
printf '[storage]\ndriver = "overlay"\ngraphroot = "%s"\nrunroot = "%s"\n' "$folder/images" "$folder/run" >"$folder/storage.conf"
export CONTAINERS_CONF=$folder/containers.conf CONTAINERS_STORAGE_CONF=$folder/storage.conf

end_containers() {
  trap - EXIT
  podman rm --all --force --time 5 >/dev/null 2>&1
  podman rmi --all --force >/dev/null 2>&1
  umount "$folder/images/overlay" 2>/dev/null
  end_parts
}

# load_image NAME ARCHIVE: as localhost/NAME, its name in $image. Archives of one version all have the same tag.
load_image() {
  podman load --quiet --input "$2" >"$folder/load.log" 2>&1 || { cat "$folder/load.log"; fail "$2 cannot be loaded"; }
  image=localhost/$1
  podman tag "$(sed -n 's/^Loaded image: //p' "$folder/load.log")" "$image" || fail "$2 has no name"
}

# As deploy/docker/compose.yaml has it.
rights=(--read-only --cap-drop all --security-opt no-new-privileges --no-healthcheck)

# demo_by COMMAND...: the demo's fleet against real brokers; the command is the program of examples/demo.
demo_by() {
  mkdir -p "$folder/bin" "$folder/demo"
  ln -sfn "$PWD/build/release/examples" "$folder/bin/examples"
  {
    echo '#!/bin/bash'
    printf '%s\n' "${before_demo:-:}"
    printf '%q ' exec "$@"
    echo '"$@"'
  } >"$folder/bin/gatewarden"
  chmod 755 "$folder/bin/gatewarden" "$folder" "$folder/demo"
  cmake --build --preset release --target simulated_site fleet_health >"$folder/build.log" 2>&1 || return
  TMPDIR=$folder/demo GATEWARDEN=$folder/bin/gatewarden examples/demo --seconds 45 >"$folder/demo.log" 2>&1
}
# demo_in_container [OPTION...] IMAGE [WORD...]: the same, as the image's user.
demo_in_container() {
  # shellcheck disable=SC2016
  before_demo='chown -R 65532:65532 "$DEMO_FOLDER"' demo_by podman run --rm "${rights[@]}" --env 'DEMO_*' \
    --volume "$folder/demo:$folder/demo" --volume "$PWD/examples:/examples:ro" --workdir / "$@"
}
