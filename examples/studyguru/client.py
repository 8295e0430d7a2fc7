"""Asks StudyGuru with aiohttp, line by line, and prints each event as one line of JSON."""

import asyncio
import json
import sys

import aiohttp


async def ask(base, token, message):
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Accept": "text/event-stream",
    }
    url = f"{base}/api/stream/stream-conversation"
    async with aiohttp.ClientSession() as session:
        async with session.post(url, json={"message": message}, headers=headers) as response:
            response.raise_for_status()
            async for raw in response.content:
                line = raw.decode("utf-8").strip()
                if not line.startswith("data: "):
                    continue
                event = json.loads(line[6:])
                print(json.dumps(event), flush=True)
                if event["type"] in ("complete", "error"):
                    return


asyncio.run(ask(*sys.argv[1:4]))
