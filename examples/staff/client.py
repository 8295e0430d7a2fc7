"""Writes to a staff member with httpx, and prints each event of the answer as one line of JSON."""

import asyncio
import json
import sys

import httpx


async def ask(base, staff_id, content):
    url = f"{base}/api/v1/staff/{staff_id}/messages/stream"
    async with httpx.AsyncClient() as client:
        async with client.stream("POST", url, json={"content": content}, timeout=120.0) as response:
            response.raise_for_status()
            async for line in response.aiter_lines():
                if line.startswith("data: "):
                    print(json.dumps(json.loads(line[6:])), flush=True)


asyncio.run(ask(*sys.argv[1:4]))
