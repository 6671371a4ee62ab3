#!/bin/sh
# Makes a film and saves it as film.mp4. Needs curl and jq.
set -eu
: "${REELWRIGHT_TOKEN:?an API key with the role EDITOR}"
api=${REELWRIGHT_URL:-http://localhost:4000}/graphql

# ask QUERY VARIABLES: prints `data`, or the errors and exits.
ask() {
  jq -n --arg query "$1" --argjson variables "$2" '{$query, $variables}' |
    curl --silent --show-error "$api" --header "Authorization: Bearer $REELWRIGHT_TOKEN" --header 'Content-Type: application/json' --data @- |
    jq -e 'if .errors then (.errors[0].message | halt_error) else .data end'
}

workspace=$(ask '{ workspaces(first: 1) { nodes { id } } }' '{}' | jq -r '.workspaces.nodes[0].id')
input=$(jq -n --arg workspaceId "$workspace" --arg script "${1:-The sky is blue.}" '{input: {$workspaceId, $script, resolution: "P360"}}')
id=$(ask 'mutation ($input: GenerateVideoInput!) { generateVideo(input: $input) { id } }' "$input" | jq -r '.generateVideo.id')

while :; do
  job=$(ask 'query ($id: ID!) { job(id: $id) { status progress failure { message } video { downloadUrl } } }' "{\"id\": \"$id\"}")
  status=$(printf '%s' "$job" | jq -r '.job.status')
  case $status in
    COMPLETED) break ;;
    FAILED | CANCELED) printf '%s\n' "$job" >&2; exit 1 ;;
  esac
  sleep 1
done
curl --silent --show-error --output film.mp4 "$(printf '%s' "$job" | jq -r '.job.video.downloadUrl')"
echo film.mp4
