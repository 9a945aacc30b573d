// SPDX-License-Identifier: MIT
// What it costs mtcute to send and receive a file, for compare_transfers.py:
//   node mtcute_transfers.mjs PORT KEY FILE TO ID HASH REFERENCE
import { createWriteStream, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pipeline } from 'node:stream/promises'

import { FileLocation, MemoryStorage } from '@mtcute/core'
import { TelegramClient } from '@mtcute/node'
import Long from 'long'

const [port, key, from, to, id, hash, reference] = process.argv.slice(2)
const here = { id: 2, ipAddress: '127.0.0.1', port: Number(port), testMode: false }

const client = new TelegramClient({
    apiId: 1,
    apiHash: '0123456789abcdef0123456789abcdef',
    storage: new MemoryStorage(),
    defaultDcs: { main: here, media: here },
    disableUpdates: true,
    logLevel: Number(process.env.MTCUTE_LOG ?? 1),
})
client.onError.add((error) => {
    console.error(error)
    process.exit(1)
})
await client.importSession({
    version: 3,
    primaryDcs: { main: here, media: here },
    self: null,
    authKey: new Uint8Array(Buffer.from(key, 'hex')),
})
await client.connect()
await client.signInBot('4242:made-up-secret')

function measurement() {
    writeFileSync('/proc/self/clear_refs', '5') // forgets the peak of the memory
    const used = process.cpuUsage()
    const begun = process.hrtime.bigint()
    return () => {
        const seconds = Number(process.hrtime.bigint() - begun) / 1e9
        const { user, system } = process.cpuUsage(used)
        const [, kibibytes] = /VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))
        return { seconds, cpu: (user + system) / 1e6, memory: Number(kibibytes) * 1024 }
    }
}

const up = measurement()
const { inputFile } = await client.uploadFile({ file: from })
const upload = up()

const place = {
    _: 'inputDocumentFileLocation',
    id: Long.fromString(id),
    accessHash: Long.fromString(hash),
    fileReference: new Uint8Array(Buffer.from(reference, 'hex')),
    thumbSize: '',
}
const down = measurement()
// Its downloadToFile returns before the file is written.
await pipeline(client.downloadAsNodeStream(new FileLocation(place, statSync(from).size, here.id)), createWriteStream(to))
const download = down()

const { version } = createRequire(import.meta.url)('./node_modules/@mtcute/core/package.json')
const told = { version, runtime: `Node.js ${process.versions.node}`, upload, download, id: inputFile.id.toString(), parts: inputFile.parts }
console.log(JSON.stringify(told))
process.exit(0)
