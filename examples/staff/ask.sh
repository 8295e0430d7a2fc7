#!/bin/sh
# Writes to a staff member and shows the answer as it comes: sh ask.sh http://localhost:8000 maya "Hello"
# The text must not contain quotes or backslashes; a real program builds its JSON with a library.
curl -sS -N -X POST "$1/api/v1/staff/$2/messages/stream" \
  -H "Content-Type: application/json" \
  -d "{\"content\": \"$3\"}" \
  --no-buffer
