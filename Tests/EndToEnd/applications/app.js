// An Express application as people write them; every route is one thing that must survive a proxy.
const crypto = require('crypto')
const { EventEmitter } = require('events')
const express = require('express')
const http = require('http')
const { WebSocketServer } = require('ws')

const app = express()

app.get('/json', (request, response) => response.json({ hello: 'world', path: request.originalUrl }))
app.get('/fields', (request, response) => response.json({ fields: request.rawHeaders, url: request.url }))
app.post('/form', express.urlencoded({ extended: false }), (request, response) => response.json(request.body))
app.post('/json', express.json(), (request, response) => response.json(request.body))

app.get('/cookies', (request, response) => {
  response.cookie('one', '1', { httpOnly: true })
  response.cookie('two', '2', { path: '/two' })
  response.json({ received: request.headers.cookie ?? null })
})
app.get('/redirect', (request, response) => response.redirect('/json?after=redirect'))

app.get('/stream', async (request, response) => {
  response.type('text/plain')
  for (let number = 0; number < 5; number++) {
    response.write(`part ${number}\n`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  response.end()
})
app.get('/events', (request, response) => {
  response.set('Content-Type', 'text/event-stream')
  response.flushHeaders()
  let number = 0
  const send = () => response.write(`data: ${number++}\n\n`)
  send()
  events.on('next', send)
  request.on('close', () => { events.off('next', send); eventsClosed++ })
})
const events = new EventEmitter()
app.post('/events/next', (request, response) => { events.emit('next'); response.sendStatus(204) })
let eventsClosed = 0
app.get('/events/closed', (request, response) => response.json(eventsClosed))

// Answers before the body is read, as authentication does.
app.post('/early', (request, response) => response.status(401).json({ error: 'sign in first' }))
app.all('/echo', (request, response) => {
  response.set('Content-Type', request.headers['content-type'] ?? 'application/octet-stream')
  request.pipe(response)
})
app.post('/digest', (request, response) => {
  const hash = crypto.createHash('sha256')
  let length = 0
  request.on('data', part => { hash.update(part); length += part.length })
  request.on('end', () => response.json({ length, sha256: hash.digest('hex'), trailers: request.trailers }))
})
// Random blocks in a fixed order: lost, doubled or swapped parts change the digest.
const block = crypto.createHash('shake256', { outputLength: 1 << 20 }).update('block').digest()
app.get('/download/:mebibytes', async (request, response) => {
  const count = Number(request.params.mebibytes)
  response.set('Content-Type', 'application/octet-stream')
  if (request.query.length !== undefined) response.set('Content-Length', count << 20)
  for (let number = 0; number < count && !response.destroyed; number++) {
    const part = Buffer.from(block)
    part.writeUInt32BE(number)
    if (!response.write(part)) await new Promise(resolve => response.once('drain', resolve).once('close', resolve))
  }
  response.end()
})
app.get('/trailers', (request, response) => {
  response.set('Trailer', 'X-Checksum')
  response.write('content')
  response.addTrailers({ 'X-Checksum': 'abc123' })
  response.end()
})
app.get('/slow', (request, response) => setTimeout(() => response.send('slow'), Number(request.query.milliseconds)))
app.get('/status/:status', (request, response) => response.status(Number(request.params.status)).end())

const server = http.createServer(app)
const sockets = new WebSocketServer({ server, path: '/socket', maxPayload: 64 << 20 })
const closed = []
sockets.on('connection', (socket, request) => {
  socket.on('message', (data, isBinary) => {
    if (!isBinary && data.toString() === 'close, please') socket.close(4001, 'as you wish')
    else if (!isBinary && data.toString() === 'fields') socket.send(JSON.stringify(request.headers))
    else socket.send(data, { binary: isBinary })
  })
  socket.on('close', (code, reason) => closed.push([code, reason.toString()]))
})
app.get('/socket/closed', (request, response) => response.json(closed))
server.listen(Number(process.argv[2]), '127.0.0.1')
