#!/bin/bash
# What no template can do (members of a thing group), or should not (things in thousands, metrics that another gateway's
# stack may have made); by gatewarden provision. Run it again whenever it stopped: what is done is left alone. It deletes
# nothing. What it did is noted in .made-...: without that file it tries all again.
#
#   ./provision.sh metrics    the custom metrics that do not exist
#   ./provision.sh things     the things of things.jsonl, and their places in the group; JOBS=8 at a time
region=eu-central-1 account=123456789012 group=cellar-gw-fleet
made=.made-123456789012-eu-central-1-cellar-gw-fleet
case ${1:-} in
  metrics | things) ;;
  *) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
set -euo pipefail
cd "$(dirname "$0")"
export AWS_REGION=$region AWS_DEFAULT_REGION=$region AWS_RETRY_MODE=adaptive AWS_MAX_ATTEMPTS=10 AWS_PAGER=

# there COMMAND...: it made what it should, or that exists.
there() {
  local answer
  answer=$("$@" 2>&1) && return 0
  [[ $answer == *ResourceAlreadyExists* ]] && return 0
  printf '%s\n' "$answer" >&2
  return 1
}

# metric NAME TYPE: a metric that exists must be of this type, since AWS can change neither.
metric() {
  local type
  there aws iot create-custom-metric "--metric-name=$1" --metric-type "$2"
  type=$(aws iot describe-custom-metric "--metric-name=$1" --query metricType --output text)
  [ "$type" = "$2" ] || { echo "custom metric $1 exists with another type: $type, not $2" >&2; exit 1; }
}

# thing NAME: 255 lets xargs start no other.
thing() {
  there aws iot create-thing "--thing-name=$1" || exit 255
  [ -z "$group" ] || there aws iot add-thing-to-thing-group "--thing-group-name=$group" "--thing-name=$1" || exit 255
  printf '%s\n' "$1" >>"$made"
}

things() {
  local all left
  touch "$made"
  all=$(sed -n 's/^{"ThingName":"\(.*\)"}$/\1/p' things.jsonl)
  left=$(grep -vxF -f "$made" <<<"$all" || true)
  export -f there thing
  export group made
  if [ -n "$left" ] && ! xargs -n 1 -P "${JOBS:-8}" bash -c 'thing "$1"' thing <<<"$left"; then
    echo "stopped: $(grep -cxF -f "$made" <<<"$all" || true) of $(wc -l <things.jsonl) things are there; run it again" >&2
    exit 1
  fi
  echo "all $(wc -l <things.jsonl) things are there"
}

metrics() {
  metric energy_wh number
  metric power_w number
  metric reachable number
  echo 'the custom metrics are there'
}

account_here=$(aws sts get-caller-identity --query Account --output text)
[ "$account_here" = "$account" ] || { echo "these are credentials of account $account_here, not of $account" >&2; exit 1; }
"$1"
