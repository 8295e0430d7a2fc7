"""Asks Jacie and prints what happens: python test_streaming.py "What are the main highlights?" [server] [--fast]"""

import json
import sys

import requests


def ask(query, server="http://localhost:8000", fast=False):
    """Yields (event, data) as they come."""
    path = "/fast_chat/stream" if fast else "/chat/stream"
    with requests.post(server + path, json={"query": query}, stream=True, timeout=120) as response:
        response.raise_for_status()
        event = None
        for line in response.iter_lines(decode_unicode=True):
            if line.startswith("event: "):
                event = line[len("event: "):]
            elif line.startswith("data: "):
                yield event, json.loads(line[len("data: "):])


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--fast"]
    for event, data in ask(*arguments[:2], fast="--fast" in sys.argv):
        if event == "progress":
            print(f"[{data['progress']:3}%] {data['step']}: {data['message']}", flush=True)
        elif event == "result":
            print(data["response"])
            for citation in data["citations"]:
                print(f"- {citation['document']}, page {citation['page']}")
        elif event == "error":
            sys.exit(f"Error: {data['error']}")


if __name__ == "__main__":
    main()
