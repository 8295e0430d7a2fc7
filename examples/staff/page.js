// Reads the answer of a staff member in a page: bytes in, lines out, the incomplete line kept for the next chunk.
globalThis.askStaff = async (base, staffId, content) => {
  const response = await fetch(`${base}/api/v1/staff/${staffId}/messages/stream`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ content }),
  });
  if (!response.ok) throw new Error((await response.json()).detail);
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  const seen = [];
  let buffer = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return seen;
    buffer += decoder.decode(value, { stream: true });
    const lines = buffer.split('\n');
    buffer = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('data: ')) seen.push(JSON.parse(line.slice(6)));
    }
  }
};

// Sends a message without waiting, then looks for the answer. No Content-Type is set: fetch says text/plain.
globalThis.sendAndPoll = async (base, staffId, content, everyMs = 1_000) => {
  const address = `${base}/api/v1/staff/${staffId}/messages`;
  const sent = await fetch(address, { method: 'POST', body: JSON.stringify({ content }) });
  const saved = await sent.json();
  return new Promise((resolve, reject) => {
    const interval = setInterval(async () => {
      try {
        const { messages } = await (await fetch(address)).json();
        const [latest] = messages;
        if (latest.message_type !== 'assistant') return;
        clearInterval(interval);
        resolve({ saved, latest });
      } catch (error) {
        clearInterval(interval);
        reject(new Error('The history could not be read.', { cause: error }));
      }
    }, everyMs);
  });
};
