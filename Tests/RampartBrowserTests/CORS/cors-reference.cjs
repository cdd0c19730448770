// Runs the `cors` package on requests that a test made, and says what it did.
//
// usage: node cors-reference.cjs CORS-PACKAGE CASES
// CASES is a JSON array of { options, requests: [{ method, headers }] }; the answer, on standard output, is an array of
// arrays of { answered, status, headers }.
'use strict';

const { readFileSync } = require('node:fs');
const [packagePath, casesPath] = process.argv.slice(2);
const cors = require(packagePath);

// JSON has neither expressions nor functions.
function origin(described) {
  switch (described.kind) {
    case 'text': return described.text;
    case 'list': return described.members.map(origin);
    case 'expression': return new RegExp(described.text);
    case 'everybody': return true;
    case 'nobody': return false;
    case 'suffix':
      return (sent, done) => done(null, typeof sent === 'string' && sent.endsWith(described.text));
    default: throw new Error(`unknown kind of origin: ${described.kind}`);
  }
}

function run(options, request) {
  const headers = {};
  let answered = false;
  let passed = false;
  const response = {
    statusCode: 0,
    setHeader(name, value) { headers[name.toLowerCase()] = String(value); },
    getHeader(name) { return headers[name.toLowerCase()]; },
    end() { answered = true; },
  };
  // A copy, because the package writes what a function said into its options.
  cors({ ...options, origin: origin(options.origin) })(request, response, (error) => {
    if (error) throw error;
    passed = true;
  });
  if (answered === passed) throw new Error('neither answered nor passed, or both');
  return { answered, status: response.statusCode, headers };
}

const cases = JSON.parse(readFileSync(casesPath, 'utf8'));
process.stdout.write(JSON.stringify(cases.map(({ options, requests }) => requests.map((r) => run(options, r)))));
