// An Express application with a check of its own against forged requests: the origin must be its own, as Next.js and
// SvelteKit have it.
const busboy = require('busboy')
const crypto = require('crypto')
const express = require('express')
const http = require('http')
const { WebSocketServer } = require('ws')

const app = express()
app.set('trust proxy', 'loopback')
const sessions = new Map()
const userOf = request => sessions.get(request.headers.cookie?.match(/(?:^|; )session=(\w+)/)?.[1])
const page = (title, content) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<script>document.documentElement.dataset.inline = 'ran'</script><script src="/page.js"></script>
<style>h1 { color: rgb(1, 2, 3) }</style></head>
<body><h1>${title}</h1><button id="handler" onclick="this.textContent = 'clicked'">handler</button>${content}</body></html>`

app.use((request, response, next) => {
  if (request.method === 'GET' || request.method === 'HEAD') return next()
  if (request.get('Origin') === `${request.protocol}://${request.get('Host')}`) return next()
  response.status(403).send('another origin')
})
app.get('/', (request, response) => response.send(page('Sign in',
  '<form method="post" action="/sign-in"><input name="name" aria-label="Name"><button>Sign in</button></form>')))
app.post('/sign-in', express.urlencoded({ extended: false }), (request, response) => {
  const session = crypto.randomBytes(16).toString('hex')
  sessions.set(session, request.body.name)
  response.cookie('session', session).redirect(303, '/account')
})
app.get('/account', (request, response) => response.send(page('Account', `<p id="user">${userOf(request) ?? 'nobody'}</p>
  <form method="post" action="/upload" enctype="multipart/form-data">
  <input name="note" value="Grüße"><input type="file" name="file"><button>Upload</button></form>
  <a id="download" href="/download">Download</a>`)))
app.post('/upload', (request, response) => {
  const upload = busboy({ headers: request.headers, defParamCharset: 'utf8' })
  const hash = crypto.createHash('sha256')
  let size = 0, note, name
  upload.on('field', (field, value) => { note = value })
  upload.on('file', (field, file, info) => { name = info.filename; file.on('data', part => { hash.update(part); size += part.length }) })
  upload.on('close', () => response.send(page('Uploaded', `<p id="upload">${note}|${name}|${size}|${hash.digest('hex')}</p>`)))
  request.pipe(upload)
})
app.get('/download', (request, response) => response.attachment('Übersicht № 7.bin').send(Buffer.alloc(70000, 7)))
app.post('/api/echo', express.json(), (request, response) => response.json({ user: userOf(request), ...request.body }))
app.get('/events', async (request, response) => {
  response.type('text/event-stream')
  for (let number = 0; number < 3 && !response.destroyed; number++) {
    response.write(`data: ${number}\n\n`)
    await new Promise(resolve => setTimeout(resolve, 200))
  }
  response.write('event: done\ndata: \n\n')
  request.on('close', () => response.end())
})
app.get('/page.js', (request, response) => response.type('js').send("document.documentElement.dataset.file = 'ran'"))

// What one site is for another: whom it signs in, in a window of its own, and what it has for the pages of others.
app.get('/window', (request, response) => response.send(page('Window', `<button id="open">Sign in elsewhere</button><p id="token">none</p>
<script>
  document.getElementById('open').onclick = () => window.open(${JSON.stringify(request.query.at)} + '/authorize?back=' + location.origin)
  addEventListener('message', event => { document.getElementById('token').textContent = event.data })
</script>`)))
app.get('/authorize', (request, response) => response.send(page('Allow?',
  `<a id="allow" href="${encodeURI(request.query.back)}/callback?token=t0ken">Allow</a>`)))
app.get('/callback', (request, response) => response.send(page('Back',
  `<script>opener.postMessage(${JSON.stringify(request.query.token)}, location.origin); window.close()</script>`)))
app.get('/authorize-by-itself', (request, response) => response.send(page('Allow?',
  `<button id="allow" onclick="opener.postMessage('t0ken', ${JSON.stringify(request.query.back).replaceAll('"', "'")}); window.close()">Allow</button>`)))
app.get('/embedding', (request, response) => response.send(page('Embedding', `<img id="badge" src="${request.query.at}/badge.svg">
<script src="${request.query.at}/widget.js"></script><iframe src="${request.query.at}/${request.query.frame ?? 'widget'}"></iframe>`)))
app.get('/badge.svg', (request, response) => response.type('svg').send(
  '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="green"/></svg>'))
app.get('/widget.js', (request, response) => response.type('js').send("document.documentElement.dataset.widget = 'ran'"))
app.get('/widget', (request, response) => response.set('Content-Security-Policy', 'frame-ancestors *').send(page('Widget', '<p>for all</p>')))
// A shop: it pays elsewhere, after a form of its own.
app.post('/order', (request, response) => response.redirect(303, request.query.to))
app.get('/shop', (request, response) => response.send(page('Shop',
  `<form method="post" action="/order?to=${encodeURIComponent(request.query.at + '/authorize?back=x')}"><button>Order</button></form>`)))
app.get('/own-policy', (request, response) => response.set('Content-Security-Policy', "script-src 'nonce-4711'").send(
  `<!doctype html><title>Own</title><script nonce="4711">document.documentElement.dataset.inline = 'ran'</script>
  <script>document.documentElement.dataset.injected = 'ran'</script>`))

const server = http.createServer(app)
new WebSocketServer({ server, path: '/socket' }).on('connection', socket => socket.on('message', data => socket.send(`echo ${data}`)))
server.listen(Number(process.argv[2]), '127.0.0.1')
