import './workers.ts';
// GraphiQL does not load this module of monaco, which underlines the links of a response.
import 'monaco-editor/esm/vs/editor/contrib/links/browser/links.js';
import 'graphiql/style.css';
import 'reelwright:colors';
import './page/explorer.css';
import { createRoot } from 'react-dom/client';
import { Explorer } from './explorer.tsx';

const element = document.getElementById('explorer');
if (element) createRoot(element).render(<Explorer />);
