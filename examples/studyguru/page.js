// Reads the stream as the simplest of pages does: each chunk by itself, line by line, with nothing kept between chunks.
// It works because a frame is never split over two writes.
globalThis.askStudyGuru = async (base, token, message) => {
  const response = await fetch(`${base}/api/stream/stream-conversation`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json',
      Accept: 'text/event-stream',
    },
    body: JSON.stringify({ message, interaction_id: null }),
  });
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  const seen = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return seen;
    for (const line of decoder.decode(value).split('\n')) {
      if (line.startsWith('data: ')) seen.push(JSON.parse(line.slice(6)));
    }
  }
};
