# The parts of a trial: certificates, brokers, children of this shell. Sourced by examples/demo and the scripts of
# tests/system. Everything lives in $folder; `end_parts` ends and removes it.
# shellcheck shell=bash

folder=$(mktemp -d "${TMPDIR:-/tmp}/gatewarden.XXXXXX")
part_names=()
declare -A part_pids

say() { printf '%s\n' "$*"; }

# fail WORDS...: says why, shows the end of every part's log and exits.
fail() {
  say "FAIL $*"
  local log
  for log in "$folder"/*.log; do
    [ -s "$log" ] && { say "--- ${log##*/}"; tail -n "${LOG_LINES:-25}" "$log"; }
  done
  exit 1
}

# start NAME COMMAND...: a child with its log in $folder/NAME.log, in its own session: Ctrl-C reaches only us,
# and we end the parts in order.
start() {
  local name=$1
  shift
  command -v "$1" >/dev/null || fail "$1 is not installed: deploy/install-deps --print --tests names the packages"
  setsid "$@" >>"$folder/$name.log" 2>&1 </dev/null &
  part_pids[$name]=$!
  part_names+=("$name")
}

running() { [ -n "${part_pids[$1]:-}" ] && kill -0 "${part_pids[$1]:?}" 2>/dev/null; }

# stop NAME [SIGNAL]: waits for the end (15 s at most) and returns the exit status.
stop() {
  local pid=${part_pids[$1]:-} tenth status
  [ -n "$pid" ] || return 0
  unset "part_pids[$1]"
  {
    kill "-${2:-TERM}" "${pid:?}"
    for ((tenth = 0; tenth < 150; ++tenth)); do
      kill -0 "${pid:?}" || break
      sleep 0.1
    done
    kill -KILL "${pid:?}" && say "$1 did not end by itself"
    wait "$pid"
    status=$?
  } 2>/dev/null  # bash reports children that end by a signal
  return $status
}

# Last part first: the gateway before its peers. With keep=yes the folder stays.
end_parts() {
  trap - EXIT
  trap '' INT TERM HUP
  local i
  for ((i = ${#part_names[@]} - 1; i >= 0; --i)); do stop "${part_names[i]}"; done
  if [ "${keep:-no}" = yes ]; then say "left behind: $folder"; else rm -rf "$folder"; fi
}

# until_true SECONDS COMMAND...: repeats the command until it succeeds; fails after SECONDS.
until_true() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $deadline ] || return 1
    sleep 0.1
  done
}

# A loopback port without a listener, below the kernel's range for clients.
free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  echo "$port"
}

# start_broker NAME CONFIGURATION_LINES: a mosquitto on 127.0.0.1, on a port in ${NAME_port}. mosquitto cannot
# choose a free port itself: if the port was taken meanwhile, another one is tried.
start_broker() {
  local name=$1 lines=$2 port attempt
  for attempt in 1 2 3 4 5; do
    port=$(free_port)
    printf 'listener %s 127.0.0.1\nuser %s\n%s\n' "$port" "$(id -un)" "$lines" >"$folder/$name.conf"
    PATH=$PATH:/usr/sbin start "$name" mosquitto -c "$folder/$name.conf"
    printf -v "${name}_port" %s "$port"
    until_true 10 broker_answers "$name" "$port" || true
    running "$name" && return
    grep -q 'Address already in use' "$folder/$name.log" || break
    unset "part_names[-1]"
  done
  fail "the broker $name did not start (attempt $attempt)"
}
broker_answers() { ! running "$1" || (exec 3<>"/dev/tcp/127.0.0.1/$2"); }

# A certificate authority, with certificates for a localhost server and the named clients.
make_certificates() {
  local name
  {
    certificate_key ca
    openssl req -x509 -new -key "$folder/ca.key" -days 2 -subj '/CN=demo authority' -out "$folder/ca.pem"
    printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\n' >"$folder/server.ext"
    for name in server "$@"; do
      certificate_key "$name"
      openssl req -new -key "$folder/$name.key" -subj "/CN=$([ "$name" = server ] && echo localhost || echo "$name")" \
        -out "$folder/$name.csr"
      openssl x509 -req -in "$folder/$name.csr" -CA "$folder/ca.pem" -CAkey "$folder/ca.key" -CAcreateserial -days 2 \
        -extfile "$([ "$name" = server ] && echo "$folder/server.ext" || echo /dev/null)" -out "$folder/$name.pem"
    done
  } >"$folder/openssl.log" 2>&1 || fail 'openssl could not make the certificates'
}
certificate_key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$folder/$1.key"; }

# Plays AWS IoT Core: TLS, only for clients with our certificates.
start_cloud() {
  start_broker cloud "cafile $folder/ca.pem
certfile $folder/server.pem
keyfile $folder/server.key
require_certificate true
use_identity_as_username true
allow_anonymous false
max_inflight_messages 100
max_queued_messages 20000
persistence false"
}
start_site_broker() { start_broker site $'allow_anonymous true\npersistence false'; }
# restart_broker NAME: after `stop NAME`, on the same port.
restart_broker() {
  local port=${1}_port
  PATH=$PATH:/usr/sbin start "$1" mosquitto -c "$folder/$1.conf"
  until_true 10 broker_answers "$1" "${!port}" && running "$1"
}
