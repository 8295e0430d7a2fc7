// The polyfill for React Native, over the browser's XMLHttpRequest, as an app uses it: POST, a body, messages by type.
globalThis.askByEventSource = (EventSourcePolyfill, base, token, message) =>
  new Promise((resolve, reject) => {
    const seen = [];
    const source = new EventSourcePolyfill(`${base}/api/stream/stream-conversation`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ message }),
    });
    source.onmessage = ({ data }) => {
      const event = JSON.parse(data);
      seen.push(event);
      if (event.type === 'complete' || event.type === 'error') {
        source.close();
        resolve(seen);
      }
    };
    source.onerror = () => {
      source.close();
      reject(new Error('The connection failed.'));
    };
  });
