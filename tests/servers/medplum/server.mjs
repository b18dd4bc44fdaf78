// Medplum's FHIR router over its memory repository, as an R5 server on loopback: `node server.mjs PORT DEFINITIONS`.
// DEFINITIONS is a JSON file: {"structures": [StructureDefinition], "parameters": Bundle of SearchParameter}.
import { badRequest, getStatus, indexSearchParameterBundle, indexStructureDefinitionBundle } from '@medplum/core';
import { FhirRouter, MemoryRepository } from '@medplum/fhir-router';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [port, definitions] = process.argv.slice(2);
const { structures, parameters } = JSON.parse(readFileSync(definitions, 'utf8'));
indexStructureDefinitionBundle(structures);
indexSearchParameterBundle(parameters);

const router = new FhirRouter();
const repository = new MemoryRepository();
const capabilities = {
  resourceType: 'CapabilityStatement',
  status: 'active',
  kind: 'instance',
  software: { name: 'Medplum FHIR router', version: '4.5.2' },
  fhirVersion: '5.0.0',
  format: ['json'],
  rest: [{ mode: 'server', interaction: [{ code: 'transaction' }, { code: 'batch' }] }],
};

async function answer(request) {
  const { pathname, search, searchParams } = new URL(request.url, 'http://127.0.0.1');
  const path = pathname.replace(/^\/fhir/, '') || '/';
  if (path === '/metadata') {
    return [{ id: 'ok' }, capabilities];
  }
  let text = '';
  for await (const part of request) {
    text += part;
  }
  const { method, headers } = request;
  const query = Object.fromEntries(searchParams);
  const body = text ? JSON.parse(text) : undefined;
  const config = { transactions: true };
  const handled = { method, url: path + search, pathname: '', params: {}, query, body, headers, config };
  return router.handleRequest(handled, repository);
}

const server = createServer(async (request, response) => {
  const [outcome, resource] = await answer(request).catch((error) => [badRequest(error.message)]);
  const headers = { 'Content-Type': 'application/fhir+json' };
  if (resource?.meta?.versionId) {
    headers.ETag = `W/"${resource.meta.versionId}"`;
  }
  response.writeHead(getStatus(outcome), headers).end(JSON.stringify(resource ?? outcome));
});
server.listen(Number(port), '127.0.0.1', () => console.log('ready'));
