"""The relay's job in Python: FastAPI and the `openai` SDK under uvicorn, each with its defaults."""

import json
import os
from collections.abc import AsyncIterator

import uvicorn
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from openai import AsyncOpenAI
from pydantic import BaseModel

app = FastAPI()
openai = AsyncOpenAI(api_key="sk-bench-not-a-real-key", base_url=os.environ["OPENAI_BASE_URL"])


class Question(BaseModel):
    message: str


@app.get("/readyz")
async def ready() -> dict[str, bool]:
    return {"ready": True}


@app.post("/chat")
async def chat(question: Question) -> StreamingResponse:
    return StreamingResponse(
        events(question.message),
        media_type="text/event-stream",
        headers={"cache-control": "no-cache"},
    )


async def events(message: str) -> AsyncIterator[str]:
    chunks = await openai.chat.completions.create(
        model="gpt-4", stream=True, messages=[{"role": "user", "content": message}]
    )
    async with chunks:
        async for chunk in chunks:
            content = chunk.choices[0].delta.content if chunk.choices else None
            if content:
                yield f"data: {json.dumps({'content': content})}\n\n"
    yield 'data: {"done":true}\n\n'


if __name__ == "__main__":
    # The other servers write no access log either.
    uvicorn.run(
        app, host="127.0.0.1", port=int(os.environ["PORT"]), backlog=4096, access_log=False, log_level="warning"
    )
