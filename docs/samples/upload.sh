#!/bin/sh
# Sends log files to Argus from a gateway that has nothing but sh, curl (7.75 or later) and the usual small tools.
# Run it again after a break, a reboot or a lost link: it goes on with what is missing, and nothing is sent twice.
# Ends with 0 only when Argus has every file, or will have it once the storage has told of it.
#
#   ARGUS_URL=https://….execute-api.eu-central-1.amazonaws.com/vehicles/VEHICLE ./upload.sh VEHICLE FILE...
#
# ARGUS_URL is the door of vehicles, or the Function URL of callers that sign (https://….lambda-url.eu-central-1.on.aws).
#
# Credentials come from the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN), or from the
# gateway's certificate (docs/device-access.md), and are then renewed as long as the upload takes:
#   IOT_ENDPOINT   the account's credential endpoint, such as abc123.credentials.iot.eu-central-1.amazonaws.com
#   IOT_ROLE_ALIAS, IOT_THING, IOT_CERT, IOT_KEY, IOT_CA (files in PEM)
# ARGUS_NEW makes a new batch of files that were sent before: any word that was not given before.
# CURL_OPTIONS are given to every curl.
set -eu

[ "$#" -ge 2 ] && [ -n "${ARGUS_URL:-}" ] || { echo "usage: ARGUS_URL=https://... $0 VEHICLE FILE..." >&2; exit 2; }
vehicle=$1; shift
url=${ARGUS_URL%/}
region=$(printf '%s' "$url" | sed -n -e 's/.*\.lambda-url\.\([a-z0-9-]*\)\..*/\1/p' -e 's/.*\.execute-api\.\([a-z0-9-]*\)\..*/\1/p')
case $url in *.execute-api.*) service=execute-api ;; *) service=lambda ;; esac
[ -n "$region" ] || { echo "ARGUS_URL is neither the door of vehicles nor a Function URL: $url" >&2; exit 2; }
answer=$(mktemp); request=$(mktemp); page=$(mktemp); keys=$(mktemp)
trap 'rm -f "$answer" "$request" "$page" "$keys"' EXIT

# Bytes that JSON takes as they are; a file is known by its place in the list, not by its name.
plain() { printf '%s' "$1" | tr -c 'A-Za-z0-9._-' '_'; }
field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" | head -n 1; }
number() { sed -n "s/.*\"$1\":\([0-9][0-9]*\).*/\1/p" | head -n 1; }
give_up() { echo "$1" >&2; exit 1; }
complain() { give_up "Argus answered $1: $(field detail <"$answer")"; }

# Credentials live for an hour: they are fetched anew after 45 minutes, and when Argus refuses older ones.
fetched=0
are_older_than() { [ -n "${IOT_ENDPOINT:-}" ] && [ $(($(date +%s) - fetched)) -ge "$1" ]; }
renew_credentials() {
  curl ${CURL_OPTIONS:-} --fail --silent --show-error --retry 5 --max-time 30 \
    --cert "$IOT_CERT" --key "$IOT_KEY" --cacert "$IOT_CA" --header "x-amzn-iot-thingname: $IOT_THING" \
    "https://$IOT_ENDPOINT/role-aliases/$IOT_ROLE_ALIAS/credentials" >"$keys" || { [ "$fetched" != 0 ] && return 0 || exit 1; }
  AWS_ACCESS_KEY_ID=$(field accessKeyId <"$keys")
  AWS_SECRET_ACCESS_KEY=$(field secretAccessKey <"$keys")
  AWS_SESSION_TOKEN=$(field sessionToken <"$keys")
  fetched=$(date +%s)
}

# ask METHOD PATH [BODY-FILE] [HEADER]: a signed request; leaves its status in $code and the answer in $answer.
ask() {
  set -- "$1" "$2" "${3:-}" "${4:-}"
  # Signed anew at every try, so the retries are counted here and not left to curl.
  for wait in 1 2 4 8 16 0; do
    ! are_older_than 2700 || renew_credentials
    code=$(curl ${CURL_OPTIONS:-} --silent --max-time 60 --output "$answer" --write-out '%{http_code}' \
      --request "$1" --aws-sigv4 "aws:amz:$region:$service" --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" \
      ${AWS_SESSION_TOKEN:+--header "x-amz-security-token: $AWS_SESSION_TOKEN"} \
      ${4:+--header "$4"} ${3:+--header 'content-type: application/json' --data-binary "@$3"} "$url$2") || code=000
    case $code in
      403) are_older_than 60 || return 0; renew_credentials ;;
      000|429|5??) [ "$wait" = 0 ] || sleep "$wait" ;;
      *) return 0 ;;
    esac
  done
}

# put URL HEADER...: sends standard input, or the file in $body; leaves the status in $status. S3 takes no chunked body.
put() {
  target=$1; shift
  status=$(curl ${CURL_OPTIONS:-} --silent --connect-timeout 20 --speed-limit 100 --speed-time 60 \
    --output /dev/null --write-out '%{http_code}' --upload-file "$body" "$@" "$target") || status=000
}

# send_whole FILE: by the line of the page in $line. S3 itself refuses other bytes, another size and a second time.
send_whole() {
  body=$1
  put "$(printf '%s' "$line" | field url)" --header 'if-none-match: *' \
    --header "x-amz-checksum-sha256: $(printf '%s' "$line" | field x-amz-checksum-sha256)"
  case $status in
    200) echo "  sent ${1##*/}" ;;
    412|409) ;; # It was there.
    *) echo "  ${1##*/}: $status, once more" >&2; return 1 ;;
  esac
}

# send_parts FILE PATH: asks for the parts that are missing until there are none; Argus then puts them together.
send_parts() {
  idle=0; first=''
  while [ "$idle" -lt 5 ]; do
    ask POST "$2" /dev/null
    [ "$code" = 200 ] || return 1
    ! grep -q '"isWhole":true' "$answer" || { echo "  sent ${1##*/}"; return 0; }
    { cat "$answer"; echo; } | sed 's/{"part":/\n/g' | sed -n '/^[0-9]*,/p' >"$page"
    [ "$(head -n 1 "$page" | sed 's/,.*//')" != "$first" ] || { idle=$((idle + 1)); sleep "$idle"; }
    first=$(head -n 1 "$page" | sed 's/,.*//')
    while IFS= read -r part; do
      offset=$(printf '%s' "$part" | number offset)
      size=$(printf '%s' "$part" | number sizeBytes)
      body=-
      tail -c +$((offset + 1)) "$1" 2>/dev/null | head -c "$size" |
        { put "$(printf '%s' "$part" | field url)" --header "content-length: $size" --header 'transfer-encoding:'; [ "$status" = 200 ]; } ||
        break # A link that broke, or URLs that expired: the next round asks anew.
    done <"$page"
  done
  echo "  ${1##*/}: its parts do not get through" >&2
  return 1
}

[ -z "${IOT_ENDPOINT:-}" ] || renew_credentials
: "${AWS_ACCESS_KEY_ID:?set AWS_ACCESS_KEY_ID or IOT_ENDPOINT}" "${AWS_SECRET_ACCESS_KEY:?set AWS_SECRET_ACCESS_KEY}"

separator=''
printf '{"vehicleId":"%s","files":[' "$(plain "$vehicle")" >"$request"
for file in "$@"; do
  size=$(wc -c <"$file" | tr -d ' ')
  sum=$(sha256sum "$file" | cut -d ' ' -f 1)
  printf '%s{"name":"%s","sizeBytes":%s,"sha256":"%s"}' "$separator" "$(plain "${file##*/}")" "$size" "$sum" >>"$request"
  separator=,
done
printf ']}' >>"$request"
# The same files of the same vehicle are the same batch: that is what makes it go on.
key=$({ cat "$request"; printf '%s' "${ARGUS_NEW:-}"; } | sha256sum | cut -d ' ' -f 1)

ask POST /batches "$request" "idempotency-key: $key"
case $code in 200|201) ;; *) complain "$code" ;; esac
batch=$(field batchId <"$answer")
echo "Batch $batch: $# files"

# Page by page; where something failed, once more from the start, with fresh URLs.
tries=0
while [ "$tries" -lt 10 ]; do
  lines=$(sed 's/{"file":/\n/g' "$answer" | sed -n '/^[0-9]*,/p')
  next=$(field next <"$answer")
  failed=no
  [ -z "$lines" ] || while IFS= read -r line; do
    eval "file=\${$((${line%%,*} + 1))}"
    parts=$(printf '%s' "$line" | field parts)
    if [ -n "$parts" ]; then send_parts "$file" "$parts"; else send_whole "$file"; fi || failed=yes
  done <<LINES
$lines
LINES
  if [ "$failed" = yes ]; then
    tries=$((tries + 1)); sleep "$tries"
    next=/batches/$batch/uploads
  fi
  [ -n "$next" ] || break
  ask GET "$next"
  case $code in
    200) ;;
    409) break ;; # The batch takes nothing any more; whether it has everything is asked below.
    *) complain "$code" ;;
  esac
done
[ "$tries" -lt 10 ] || give_up 'Not everything could be sent. The same command goes on with what is missing.'

# That the storage has a file says nothing of the batch: it may have expired, or gone on without it.
ask GET "/batches/$batch"
[ "$code" = 200 ] || complain "$code"
state=$(field state <"$answer")
missing=$(($(number files <"$answer") - $(number uploaded <"$answer")))
case $state in
  uploading|queued) ;;
  expired) give_up 'The batch had expired before a file was in. The same command sends them again.' ;;
  failed) give_up "The batch is failed. $(field message <"$answer")" ;;
  *) [ "$missing" = 0 ] ||
    give_up "The batch had gone on without $missing of $# files, which came too late. With ARGUS_NEW set they are sent as a new batch." ;;
esac
echo "All sent. The diagnosis of batch $batch runs."
