// Fetches one pinned package file from the user's npm registry and continues where a broken download stopped.
// It uses npm's own configuration and its own registry client (registry, proxy, certificates, credentials); `npm pack` itself starts over.
// usage: node from_npm.mjs NAME@VERSION INTEGRITY DESTINATION
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const [spec, integrity, destination] = process.argv.slice(2)
const attempts = 5
const onTerminal = process.stderr.isTTY
const say = (text, end = '\n') => process.stderr.write(`${onTerminal ? '\r' : ''}    ${spec}: ${text}${end}`)

// npm lies next to the node that runs this.
const npmRoot = process.env.PATCHBAY_NPM_ROOT ?? join(dirname(process.execPath), '../lib/node_modules/npm')
const require = createRequire(join(npmRoot, 'package.json'))

async function npmOptions() {
  const Config = require('@npmcli/config')
  const { definitions, flatten, nerfDarts, shorthands } = require('@npmcli/config/lib/definitions')
  const config = new Config({ npmPath: npmRoot, definitions, flatten, nerfDarts, shorthands, argv: process.argv.slice(0, 2), warn: false })
  await config.load()
  return config.flat
}

function progressLine(total) {
  let next = onTerminal ? 0 : Date.now() + 10_000
  return (done) => {
    if (Date.now() < next) return
    next = Date.now() + (onTerminal ? 200 : 10_000)
    say(`${Math.floor((100 * done) / total)} % of ${Math.round(total / 1e6)} MB`, onTerminal ? '' : '\n')
  }
}

async function transfer(fetch, url, options, part) {
  const have = existsSync(part) ? statSync(part).size : 0
  const headers = { 'accept-encoding': 'identity', ...(have ? { range: `bytes=${have}-` } : {}) }
  const response = await fetch(url, { ...options, headers, cache: null }).catch((error) => {
    if (error.statusCode === 416) return null // all of it is here already
    throw error
  })
  if (response === null) return
  const start = response.status === 206 ? have : 0
  const total = start + Number(response.headers.get('content-length') ?? 0)
  const show = progressLine(total)
  let done = start
  const file = createWriteStream(part, { flags: start ? 'r+' : 'w', start })
  try {
    for await (const chunk of response.body) {
      done += chunk.length
      if (!file.write(chunk)) await new Promise((resume) => file.once('drain', resume))
      show(done)
    }
  } finally {
    await new Promise((closed) => file.end(closed))
  }
  if (total > start && done < total) throw new Error('the connection broke')
}

async function isIntact(path) {
  const [algorithm, expected] = [integrity.slice(0, integrity.indexOf('-')), integrity.slice(integrity.indexOf('-') + 1)]
  const hash = createHash(algorithm)
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return hash.digest('base64') === expected
}

async function main() {
  const options = await npmOptions()
  const manifest = await require('pacote').manifest(spec, options)
  const fetch = require('npm-registry-fetch')
  const part = `${destination}.part`
  mkdirSync(dirname(destination), { recursive: true })
  for (let attempt = 1; ; attempt++) {
    try {
      await transfer(fetch, manifest._resolved, options, part)
      break
    } catch (error) {
      if (attempt === attempts) throw error
      say(`${error.message}; trying again (${attempt} of ${attempts - 1})`)
      await pause(attempt * 1000)
    }
  }
  if (!(await isIntact(part))) {
    rmSync(part)
    throw new Error('it does not have the pinned checksum; what arrived was thrown away')
  }
  renameSync(part, destination)
  say(`done, ${Math.round(statSync(destination).size / 1e6)} MB`)
}

main().catch((error) => {
  process.stderr.write(`cannot fetch ${spec}: ${error.message}\n`)
  process.exit(1)
})
