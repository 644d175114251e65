#!/bin/sh
# Sends log files to Argus from a gateway that has nothing but sh, curl (7.75 or later) and the usual small tools.
# Run it again after a break, a reboot or a lost link: it goes on with what is missing, and nothing is sent twice.
#
#   ARGUS_URL=https://….lambda-url.eu-central-1.on.aws ./upload.sh VEHICLE FILE...
#
# Credentials come from the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN), or from the
# gateway's certificate (docs/device-access.md):
#   IOT_ENDPOINT   the account's credential endpoint, such as abc123.credentials.iot.eu-central-1.amazonaws.com
#   IOT_ROLE_ALIAS, IOT_THING, IOT_CERT, IOT_KEY, IOT_CA (files in PEM)
# CURL_OPTIONS are given to every curl.
set -eu

[ "$#" -ge 2 ] && [ -n "${ARGUS_URL:-}" ] || { echo "usage: ARGUS_URL=https://... $0 VEHICLE FILE..." >&2; exit 2; }
vehicle=$1; shift
url=${ARGUS_URL%/}
region=$(printf '%s' "$url" | sed -n 's/.*\.lambda-url\.\([a-z0-9-]*\)\..*/\1/p')
[ -n "$region" ] || { echo "ARGUS_URL is not a Function URL: $url" >&2; exit 2; }
answer=$(mktemp); trap 'rm -f "$answer"' EXIT

# Bytes that JSON takes as they are; a file is known by its place in the list, not by its name.
plain() { printf '%s' "$1" | tr -c 'A-Za-z0-9._-' '_'; }
field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" | head -n 1; }

credentials_from_certificate() {
  curl ${CURL_OPTIONS:-} --fail --silent --show-error --retry 5 --max-time 30 \
    --cert "$IOT_CERT" --key "$IOT_KEY" --cacert "$IOT_CA" --header "x-amzn-iot-thingname: $IOT_THING" \
    "https://$IOT_ENDPOINT/role-aliases/$IOT_ROLE_ALIAS/credentials" >"$answer"
  AWS_ACCESS_KEY_ID=$(field accessKeyId <"$answer")
  AWS_SECRET_ACCESS_KEY=$(field secretAccessKey <"$answer")
  AWS_SESSION_TOKEN=$(field sessionToken <"$answer")
}

# ask METHOD PATH [BODY-FILE] [HEADER]: a signed request; prints the status, leaves the answer in $answer.
ask() {
  set -- "$1" "$2" "${3:-}" "${4:-}"
  # Signed anew at every try, so the retries are counted here and not left to curl.
  for wait in 1 2 4 8 16 0; do
    code=$(curl ${CURL_OPTIONS:-} --silent --max-time 60 --output "$answer" --write-out '%{http_code}' \
      --request "$1" --aws-sigv4 "aws:amz:$region:lambda" --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" \
      ${AWS_SESSION_TOKEN:+--header "x-amz-security-token: $AWS_SESSION_TOKEN"} \
      ${4:+--header "$4"} ${3:+--header 'content-type: application/json' --data-binary "@$3"} "$url$2") || code=000
    case $code in 000|429|5??) [ "$wait" = 0 ] || sleep "$wait" ;; *) break ;; esac
  done
  printf '%s' "$code"
}

complain() { echo "Argus answered $1: $(field detail <"$answer")" >&2; exit 1; }

[ -z "${IOT_ENDPOINT:-}" ] || credentials_from_certificate
: "${AWS_ACCESS_KEY_ID:?set AWS_ACCESS_KEY_ID or IOT_ENDPOINT}" "${AWS_SECRET_ACCESS_KEY:?set AWS_SECRET_ACCESS_KEY}"

request=$(mktemp); trap 'rm -f "$answer" "$request"' EXIT
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
key=$(sha256sum "$request" | cut -d ' ' -f 1)

code=$(ask POST /batches "$request" "idempotency-key: $key")
case $code in 200|201) ;; *) complain "$code" ;; esac
batch=$(field batchId <"$answer")
echo "Batch $batch: $# files"

# Each round sends what is missing and, where something failed or there is more, asks again with fresh URLs.
sent_all=no
for round in 1 2 3 4 5 6 7 8 9 10; do
  lines=$(sed 's/{"file":/\n/g' "$answer" | sed -n '/^[0-9]*,/p')
  [ -n "$lines" ] || { sent_all=yes; break; }
  failed=no
  while IFS= read -r line; do
    eval "file=\${$((${line%%,*} + 1))}"
    target=$(printf '%s' "$line" | field url)
    sum=$(printf '%s' "$line" | field x-amz-checksum-sha256)
    # S3 itself refuses other bytes, another size and a second time.
    status=$(curl ${CURL_OPTIONS:-} --silent --connect-timeout 20 --speed-limit 100 --speed-time 60 \
      --output /dev/null --write-out '%{http_code}' --upload-file "$file" \
      --header 'if-none-match: *' --header "x-amz-checksum-sha256: $sum" "$target") || status=000
    case $status in
      200) echo "  sent ${file##*/}" ;;
      412|409) ;; # It was there.
      *) failed=yes; echo "  ${file##*/}: $status, once more" >&2 ;;
    esac
  done <<LINES
$lines
LINES
  if [ "$failed" = no ] && grep -q '"next":null' "$answer"; then sent_all=yes; break; fi
  [ "$failed" = no ] || sleep "$round"
  code=$(ask GET "/batches/$batch/uploads")
  case $code in
    200) ;;
    409) sent_all=yes; break ;; # The batch waits for nothing any more.
    *) complain "$code" ;;
  esac
done
[ "$sent_all" = yes ] || { echo "Not everything could be sent. The same command goes on with what is missing." >&2; exit 1; }
echo "All sent. The diagnosis of batch $batch runs."
