// Sends the query to this server and shows the answer; keeps the token in this tab only.
const at = (id) => document.getElementById(id);
at('token').value = sessionStorage.getItem('token') || '';
at('token').addEventListener('change', () => sessionStorage.setItem('token', at('token').value));

const asked = new URLSearchParams(location.search);
for (const name of ['query', 'variables']) {
  if (asked.get(name)) at(name).value = asked.get(name);
}

async function run() {
  at('status').textContent = '…';
  const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json' };
  const token = at('token').value.trim();
  if (token) headers.authorization = `Bearer ${token}`;
  try {
    const variables = JSON.parse(at('variables').value || '{}');
    const body = JSON.stringify({ query: at('query').value, variables });
    const answer = await fetch('/graphql', { method: 'POST', headers, body });
    at('status').textContent = answer.status;
    at('answer').textContent = JSON.stringify(await answer.json(), null, 2);
  } catch (error) {
    at('status').textContent = '';
    at('answer').textContent = String(error);
  }
}

let schema = '';
function show() {
  const word = at('find').value.toLowerCase();
  const parts = schema.split(/\n\n(?=\S)/);
  at('schema').textContent = (word ? parts.filter((part) => part.toLowerCase().includes(word)) : parts).join('\n\n');
}

at('run').addEventListener('click', run);
at('find').addEventListener('input', show);
document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) run();
});
fetch('/schema.graphql').then((answer) => answer.text()).then((text) => { schema = text; show(); });
