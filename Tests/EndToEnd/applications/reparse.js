// Reads recorded connections with node's parser and prints what it finds in each, one JSON line for each.
// usage: reparse.js FILE   (runs of bytes, each behind its length in four octets)
'use strict';
const fs = require('fs');
const http = require('http');
const { Duplex } = require('stream');

const recorded = fs.readFileSync(process.argv[2]);

function reparse(content) {
  return new Promise((resolve) => {
    const requests = [];
    let open = 0;
    let error = null;
    const server = http.createServer({ maxHeaderSize: 65536, keepAliveTimeout: 0, requestTimeout: 0 });
    server.maxHeadersCount = 1000;
    server.on('request', (request, response) => {
      const entry = [request.method, request.url, request.headersDistinct.host, 0];
      requests.push(entry);
      open += 1;
      request.on('data', (part) => { entry[3] += part.length; });
      request.on('end', () => response.writeHead(204).end(() => { open -= 1; }));
    });
    server.on('clientError', (failure) => { error = String(failure); });
    const socket = new Duplex({
      read() {},
      write(part, encoding, done) { done(); },
      destroy(failure, done) { done(failure); },
    });
    socket.on('error', (failure) => { error = String(failure); });
    socket.on('close', () => resolve({ requests, error }));
    server.emit('connection', socket);
    socket.push(content);
    const wait = () => {
      if (open > 0 && error === null) {
        setImmediate(wait);
      } else {
        socket.push(null);
        setImmediate(() => socket.destroy());
      }
    };
    setImmediate(wait);
  });
}

(async () => {
  for (let position = 0; position < recorded.length;) {
    const length = recorded.readUInt32BE(position);
    position += 4;
    console.log(JSON.stringify(await reparse(recorded.subarray(position, position + length))));
    position += length;
  }
})();
