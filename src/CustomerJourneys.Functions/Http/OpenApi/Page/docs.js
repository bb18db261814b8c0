// Shows openapi.json, and sends requests to the host that it came from. Everything is put into the page as text, never as HTML.
'use strict';

let api;

// --- Building the page

/** An element with attributes and children; children are nodes or texts, and what is null is left out. */
function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter(child => child != null));
  return element;
}

/** The little Markdown that the description is written in: paragraphs, lists and code. */
function text(markdown) {
  const blocks = (markdown || '').split(/\n\n+|\n(?=- )/).filter(block => block.trim());
  const box = el('div', { class: 'text' });
  for (const block of blocks) {
    if (!block.startsWith('- ')) box.append(el('p', null, ...inline(block)));
    else {
      if (box.lastChild?.tagName !== 'UL') box.append(el('ul'));
      box.lastChild.append(el('li', null, ...inline(block.slice(2))));
    }
  }
  return box;
}

function inline(line) {
  return line.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').split('`').map((part, i) => i % 2 ? el('code', null, part) : part);
}

function table(headings, rows) {
  return el('table', null,
    el('thead', null, el('tr', null, headings.map(heading => el('th', { scope: 'col' }, heading)))),
    el('tbody', null, rows.map(cells => el('tr', null, cells.map(cell => el('td', null, cell))))));
}

// --- Schemas

const nameOf = reference => reference.split('/').pop();
const resolve = schema => schema?.$ref ? api.components.schemas[nameOf(schema.$ref)] : schema;
const alternatives = schema => schema?.oneOf || schema?.anyOf;

/** A schema in a few words, with links to the named ones. */
function typeOf(schema) {
  if (!schema) return ['anything'];
  if (schema.$ref) return [el('a', { href: '#schema-' + nameOf(schema.$ref) }, nameOf(schema.$ref))];
  if (alternatives(schema)) return alternatives(schema).flatMap((one, i) => i ? [' or ', ...typeOf(one)] : typeOf(one));
  if (schema.const !== undefined) return [JSON.stringify(schema.const)];
  const types = [schema.type ?? 'anything'].flat();
  if (types.includes('array')) return ['array of ', ...typeOf(schema.items), types.includes('null') ? ' or null' : ''];
  return [types.join(' or ') + (schema.format ? ` (${schema.format})` : '')];
}

function limitsOf(schema) {
  const limits = [];
  const range = (low, high, unit) => {
    if (low != null && high != null) limits.push(`${low}–${high}${unit}`);
    else if (low != null) limits.push(`at least ${low}${unit}`);
    else if (high != null) limits.push(`at most ${high}${unit}`);
  };
  range(schema.minimum, schema.maximum, '');
  range(schema.minLength, schema.maxLength, ' characters');
  range(schema.minItems, schema.maxItems, ' items');
  range(schema.minProperties, schema.maxProperties, ' members');
  if (schema.pattern) limits.push('matches ' + schema.pattern);
  if (schema.enum) limits.push('one of ' + schema.enum.map(value => JSON.stringify(value)).join(', '));
  return limits.length ? el('span', { class: 'faint' }, ' · ' + limits.join(' · ')) : null;
}

/** The members of an object, or what else a schema is made of; inner named schemas open on demand. */
function members(schema, depth) {
  const found = resolve(schema);
  if (!found) return null;
  if (alternatives(found)) {
    const named = alternatives(found).filter(one => one.type !== 'null');
    return depth > 6 ? null : el('ul', { class: 'members' }, named.map(one => el('li', null, opening(one, depth))));
  }
  if (found.items) return members(found.items, depth);
  if (!found.properties) return null;
  return el('ul', { class: 'members' }, Object.entries(found.properties).map(([name, member]) => el('li', null,
    el('code', null, name), ' ', el('span', { class: 'type' }, ...typeOf(member)),
    found.required?.includes(name) ? el('span', { class: 'required' }, ' required') : null, limitsOf(member),
    el('span', { class: 'faint' }, member.description ? [' – ', ...inline(member.description.split('\n')[0])] : []),
    opening(member, depth))));
}

function opening(schema, depth) {
  const target = innermost(schema);
  const found = resolve(target);
  if (!found || depth > 6 || !(found.properties || alternatives(found))) return found?.enum && target.$ref ? el('span', null, limitsOf(found)) : null;
  const details = el('details', null, el('summary', { class: 'faint' }, target.$ref ? nameOf(target.$ref) : 'members'));
  details.addEventListener('toggle', () => { if (details.open && details.childElementCount === 1) details.append(members(target, depth + 1) ?? ''); });
  return details;
}

/** What an array or a nullable schema is of. */
function innermost(schema) {
  if (schema?.items) return innermost(schema.items);
  const some = alternatives(schema)?.filter(one => one.type !== 'null');
  return some?.length === 1 ? innermost(some[0]) : schema;
}

/** An example: the one that is written, else one made from the schema. */
function example(schema, depth = 0) {
  const found = resolve(schema);
  if (!found || depth > 8) return null;
  if (found.example !== undefined) return found.example;
  if (found.const !== undefined) return found.const;
  if (found.enum) return found.enum[0];
  if (alternatives(found)) return example(alternatives(found)[0], depth + 1);
  const type = [found.type].flat()[0];
  if (type === 'array') return found.maxItems === 0 ? [] : [example(found.items, depth + 1)];
  if (type === 'object') {
    const wanted = Object.entries(found.properties || {}).filter(([, member]) => !member.readOnly);
    return Object.fromEntries(wanted.map(([name, member]) => [name, example(member, depth + 1)]));
  }
  if (type === 'integer' || type === 'number') return found.minimum ?? 0;
  if (type === 'boolean') return true;
  return found.format === 'date-time' ? '2026-03-01T10:00:00Z' : type === 'string' ? 'text' : null;
}

const pretty = value => JSON.stringify(value, null, 2);

// --- Operations

function operationView(path, verb, operation) {
  const body = el('div');
  const view = el('details', { class: 'operation', id: operation.operationId },
    el('summary', null, el('span', { class: 'verb ' + verb }, verb), el('span', { class: 'path' }, path), el('span', { class: 'summary' }, operation.summary)), body);
  view.addEventListener('toggle', () => { if (view.open && !body.hasChildNodes()) body.append(...operationBody(path, verb, operation)); });
  return view;
}

function operationBody(path, verb, operation) {
  const parts = [text(operation.description)];
  if (operation.parameters) {
    parts.push(el('h4', null, 'Parameters'), table(['name', 'in', 'what'], operation.parameters.map(parameter => [
      [el('code', null, parameter.name), parameter.required ? el('span', { class: 'required' }, ' required') : null], parameter.in,
      [...inline(parameter.description), ' ', el('span', { class: 'type' }, ...typeOf(parameter.schema)), limitsOf(parameter.schema)]])));
  }
  for (const [contentType, media] of Object.entries(operation.requestBody?.content || {}))
    parts.push(el('h4', null, 'Body: ', el('code', null, contentType)), ...mediaView(contentType, media, true));
  parts.push(el('h4', null, 'Answers'), ...Object.entries(operation.responses).map(([status, response]) => responseView(status, response)), sendView(path, verb, operation));
  return parts;
}

function mediaView(contentType, media, isRequest) {
  const schema = media['x-itemSchema'] || media.schema;
  const parts = [el('p', null, media['x-itemSchema'] ? 'each line: ' : '', el('span', { class: 'type' }, ...typeOf(schema)), schema.description ? [' – ', ...inline(schema.description)] : '', members(schema, 0))];
  if (contentType.includes('json')) parts.push(el('details', { open: isRequest }, el('summary', { class: 'faint' }, 'example'), el('pre', null, exampleText(contentType, media))));
  else if (media.example) parts.push(el('pre', null, media.example));
  return parts;
}

function exampleText(contentType, media) {
  if (media.example !== undefined) return typeof media.example === 'string' ? media.example : pretty(media.example);
  return media['x-itemSchema'] ? JSON.stringify(example(media['x-itemSchema'])) : pretty(example(media.schema));
}

function responseView(status, response) {
  const codes = response['x-codes'];
  const headers = Object.entries(response.headers || {});
  const content = Object.entries(response.content || {});
  return el('details', null,
    el('summary', null, el('span', { class: 'status ' + (status < 400 ? 'good' : 'bad') }, status), ' ', ...inline(codes ? response.description.split(' Codes: ')[0] : response.description)),
    headers.length ? table(['header', 'what'], headers.map(([name, header]) => [el('code', null, name), header.description])) : null,
    codes ? table(['code', 'meaning'], codes.map(code => [el('code', null, code), el('span', null, ...inline(api['x-problems'][code]?.meaning || ''))])) : null,
    content.map(([contentType, media]) => [el('p', { class: 'faint' }, contentType), ...mediaView(contentType, media, false)]));
}

// --- Sending

function sendView(path, verb, operation) {
  const inputs = (operation.parameters || []).map(parameter => ({ parameter, input: inputFor(parameter) }));
  const types = Object.keys(operation.requestBody?.content || {});
  const type = types.length ? el('select', null, types.map(one => el('option', null, one))) : null;
  const area = types.length ? el('textarea', { spellcheck: 'false' }) : null;
  const fill = () => { const media = operation.requestBody.content[type.value]; area.value = exampleText(type.value, media) || ''; };
  if (type) { type.addEventListener('change', fill); fill(); }
  const answer = el('div', { role: 'status' });
  const form = el('form', { class: 'send' },
    el('strong', null, 'Send a request'),
    inputs.map(({ parameter, input }) => el('label', null, el('span', null, el('code', null, parameter.name), parameter.required ? el('span', { class: 'required' }, ' required') : null), input)),
    type ? el('label', null, 'Content-Type', type) : null, area ? el('label', { class: 'wide' }, 'Body', area) : null,
    el('div', null, el('button', { type: 'submit' }, 'Send')), answer);
  form.addEventListener('submit', event => { event.preventDefault(); send(path, verb, inputs, type, area, answer); });
  return form;
}

function inputFor(parameter) {
  // A browser compresses no bodies, so there is nothing to choose.
  if (parameter.name === 'Content-Encoding') return el('input', { disabled: true, placeholder: 'not from this page' });
  if (parameter.schema.enum) return el('select', null, parameter.required ? null : el('option', { value: '' }, ''), parameter.schema.enum.map(one => el('option', null, one)));
  return el('input', { type: parameter.schema.type === 'integer' ? 'number' : 'text', required: parameter.required, placeholder: parameter.example || '' });
}

async function send(path, verb, inputs, type, area, answer) {
  const query = new URLSearchParams();
  const headers = new Headers();
  let target = path;
  for (const { parameter, input } of inputs) {
    if (!input.value) continue;
    if (parameter.in === 'path') target = target.replace(`{${parameter.name}}`, encodeURIComponent(input.value));
    else if (parameter.in === 'query') query.set(parameter.name, input.value);
    else headers.set(parameter.name, input.value);
  }
  // The page is at …/api/docs, so paths that begin with /api are right also behind a prefix.
  const base = location.pathname.replace(/\/api\/docs\/?$/i, '');
  const url = base + target + (query.size ? '?' + query : '');
  // An empty field is a missing body, which some operations allow.
  const body = area?.value || undefined;
  if (body) headers.set('Content-Type', type.value === '*/*' ? 'application/octet-stream' : type.value);
  answer.replaceChildren('Sending…');
  const started = performance.now();
  try {
    const response = await fetch(url, { method: verb.toUpperCase(), headers, body });
    const content = await response.text();
    const took = Math.round(performance.now() - started);
    answer.replaceChildren(
      el('p', null, el('span', { class: 'status ' + (response.ok ? 'good' : 'bad') }, String(response.status)), ` ${verb.toUpperCase()} ${url} · ${took} ms`),
      table(['header', 'value'], [...response.headers].map(([name, value]) => [el('code', null, name), value])),
      content ? el('pre', null, shown(content, response.headers.get('Content-Type'))) : el('p', { class: 'faint' }, 'No body.'));
  } catch (error) {
    answer.replaceChildren(el('p', { class: 'status bad' }, `The request could not be sent: ${error.message}`));
  }
}

function shown(content, contentType) {
  if (!/json/.test(contentType || '')) return content;
  try { return pretty(JSON.parse(content)); } catch { return content; }
}

// --- The page as a whole

function words(...values) { return JSON.stringify(values).toLowerCase(); }

function show() {
  const main = document.getElementById('main');
  const index = document.getElementById('index');
  const entries = [];
  const listed = (heading, items) => { const list = el('ul'); const box = el('div', null, el('h3', null, heading), list); index.append(box); list.append(...items); return box; };
  main.replaceChildren(el('h1', null, api.info.title + ' API'), el('p', { class: 'faint' }, `${api.info.summary} Version ${api.info.version} · `, el('a', { href: 'openapi.json' }, 'openapi.json')), text(api.info.description));
  for (const tag of api.tags) {
    const operations = Object.entries(api.paths).flatMap(([path, item]) => Object.entries(item).filter(([, one]) => one.tags.includes(tag.name)).map(([verb, one]) => ({ path, verb, one })));
    const heading = el('div', null, el('h2', null, tag.name), text(tag.description));
    main.append(heading);
    const links = operations.map(({ path, verb, one }) => {
      const view = operationView(path, verb, one);
      const link = el('li', null, el('a', { href: '#' + one.operationId }, el('span', { class: 'verb ' + verb }, verb), one.summary));
      main.append(view);
      entries.push({ parts: [view, link], words: words(verb + ' ' + path, one) });
      return link;
    });
    entries.push({ parts: [heading, listed(tag.name, links)], group: entries.slice(-operations.length) });
  }
  const heading = el('h2', null, 'Schemas');
  main.append(heading);
  const first = entries.length;
  const links = Object.entries(api.components.schemas).map(([name, schema]) => {
    const view = el('details', { class: 'schema', id: 'schema-' + name }, el('summary', null, el('code', null, name)), el('div', null, text(schema.description), el('p', { class: 'type' }, limitsOf(schema)), members(schema, 0)));
    const link = el('li', null, el('a', { href: '#schema-' + name }, name));
    main.append(view);
    entries.push({ parts: [view, link], words: words(name, schema) });
    return link;
  });
  entries.push({ parts: [heading, listed('Schemas', links)], group: entries.slice(first) });
  const search = document.getElementById('search');
  search.addEventListener('input', () => filter(entries, search.value));
  filter(entries, search.value);
  openTarget();
}

function filter(entries, wanted) {
  const terms = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = entry => entry.group ? entry.group.some(matches) : terms.every(term => entry.words.includes(term));
  for (const entry of entries) entry.parts.forEach(part => { part.hidden = !matches(entry); });
  const count = entries.filter(entry => !entry.group && matches(entry)).length;
  document.getElementById('found').textContent = terms.length ? `${count} found` : '';
}

/** Opens what the address names, so that links can be shared. */
function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target?.tagName !== 'DETAILS') return;
  target.open = true;
  target.scrollIntoView();
}

addEventListener('hashchange', openTarget);
fetch('openapi.json').then(response => response.json()).then(read => { api = read; show(); }).catch(error => {
  document.getElementById('main').replaceChildren(el('p', { class: 'status bad' }, `openapi.json could not be read: ${error.message}`));
});
