import { CodeBlock } from '../markdown/code-block.tsx';

/** How to come from the offline model to a real one. */
export function ModelsPage() {
  return (
    <article className="page markdown">
      <h1>Use a real model</h1>
      <p>
        Without a key the <strong>offline model</strong> answers. It is a program of fixed rules: it quotes what the
        assistants know, so that every feature can be seen, and it makes nothing up. For real answers set one of these,
        in <code>.env</code> beside the server or in its environment, and start it again.
      </p>
      <h3>OpenAI</h3>
      <CodeBlock language="sh" code="OPENAI_API_KEY=sk-…" />
      <h3>Anthropic</h3>
      <CodeBlock language="sh" code="ANTHROPIC_API_KEY=sk-ant-…" />
      <h3>A model on your own machine</h3>
      <p>Ollama, vLLM, llama.cpp and every other server with OpenAI’s interface:</p>
      <CodeBlock language="sh" code={'OPENAI_BASE_URL=http://127.0.0.1:11434/v1\nOPENAI_MODEL=llama3.2'} />
      <p>
        <code>npm start -- --help</code> lists everything that can be set. Conversations stay as they are.
      </p>
    </article>
  );
}
