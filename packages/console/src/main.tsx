import './theme/colours.css';
import './theme/base.css';
import './theme/page.css';
import './parts/parts.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { applyTheme } from './theme/theme.ts';

applyTheme();
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element for the page.');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
