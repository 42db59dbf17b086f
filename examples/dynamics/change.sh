#!/bin/sh
# Plays a colleague who changes something outside of Switchboard: starts the sandbox of this example,
# makes one change in it, and stops it.
#
#   change.sh twilio PN… SmsUrl=https://…     sets a field of a number, as Twilio's console does
#   change.sh dynamics '{"remove": {…}}'      changes a row, as somebody in Dynamics 365 does; the
#                                             README of crates/dataverse-sandbox lists the changes
set -eu
folder=$(mktemp -d)
mkfifo "$folder/line"
switchboard sandbox --quiet -f "$(dirname "$0")" >"$folder/line" &
sandbox=$!
trap 'kill $sandbox; wait $sandbox || true; rm -r "$folder"' EXIT
read -r line <"$folder/line" # the URLs and credentials, once it listens

value() { printf %s "$line" | sed "s/.*\"$1\":\"\([^\"]*\)\".*/\1/"; }

case $1 in
twilio)
  account=$(value account_sid)
  curl --silent --show-error --fail --output /dev/null \
    --user "$account:$(value auth_token)" --data-urlencode "$3" \
    "$(value url)/2010-04-01/Accounts/$account/IncomingPhoneNumbers/$2.json"
  ;;
dynamics)
  curl --silent --show-error --fail --output /dev/null \
    --header 'Content-Type: application/json' --data "$2" \
    "$(value dynamics_url)/_sandbox/mutate"
  ;;
esac
