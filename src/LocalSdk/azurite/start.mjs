// Starts Azurite in a session of its own, so that a Ctrl+C in the terminal reaches the app first and Azurite last.
// Usage: node start.mjs LOG_FILE OWNER_PID|- AZURITE_ARGUMENT...   Prints Azurite's process id.
import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [logFile, owner, ...azuriteArguments] = process.argv.slice(2);
const log = openSync(logFile, 'w');
const inThisFolder = (path) => fileURLToPath(new URL(path, import.meta.url));
const preload = owner === '-' ? [] : ['--require', inThisFolder('stop-with-owner.cjs')];
const child = spawn(
  process.execPath,
  [...preload, inThisFolder('node_modules/azurite/dist/src/azurite.js'), ...azuriteArguments],
  { detached: true, stdio: ['ignore', log, log], windowsHide: true, env: { ...process.env, AZURITE_OWNER: owner } },
);
child.on('error', (error) => { console.error(error.message); process.exit(1); });
child.on('spawn', () => { console.log(child.pid); child.unref(); });
