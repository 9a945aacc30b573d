// SPDX-License-Identifier: MIT
// A bot of mtcute with twenty handlers, as in benchmarks/support/twenty_handlers.hpp, whose messages come from benchmark_feed:
//   node mtcute_handlers.mjs PORT KEY ROUNDS BURSTS MESSAGES
//
// Prints the processor time of each round, by message, as JSON.
import { createRequire } from 'node:module'

import { MemoryStorage } from '@mtcute/core'
import { Dispatcher, filters } from '@mtcute/dispatcher'
import { TelegramClient } from '@mtcute/node'

const [port, key, rounds, bursts, messages] = process.argv.slice(2).map((text, at) => (at === 1 ? text : Number(text)))
const here = { id: 2, ipAddress: '127.0.0.1', port, testMode: false }

const client = new TelegramClient({
    apiId: 1,
    apiHash: '0123456789abcdef0123456789abcdef',
    storage: new MemoryStorage(),
    defaultDcs: { main: here, media: here },
    logLevel: Number(process.env.MTCUTE_LOG ?? 1),
})
await client.importSession({
    version: 3,
    primaryDcs: { main: here, media: here },
    self: { userId: 8_000_000_000, isBot: true, isPremium: false, usernames: [] },
    authKey: new Uint8Array(Buffer.from(key, 'hex')),
})

const used = () => {
    const { user, system } = process.cpuUsage()
    return 1e3 * (user + system)
}
const never = () => {
    throw new Error('a handler was called for a message that is not its own')
}
client.onError.add((error) => {
    console.error(error)
    process.exit(1)
})

let handled = 0
let since = 0
const ns = []
async function afterBurst() {
    const done = handled / messages
    if (done % bursts === 0) {
        const now = used()
        if (done > bursts) ns.push((now - since) / (bursts * messages)) // the first round is not measured
        since = used()
    }
    if (done === (rounds + 1) * bursts) {
        const { version } = createRequire(import.meta.url)('./node_modules/@mtcute/core/package.json')
        console.log(JSON.stringify({ version, runtime: `Node.js ${process.versions.node}`, ns }))
        process.exit(0)
    }
    await client.call({ _: 'help.getNearestDc' })
}

const dispatcher = Dispatcher.for(client)
dispatcher.onError((error) => {
    console.error(error)
    process.exit(1)
})
for (const name of [
    'start', 'help', 'settings', 'add', 'remove', 'list', 'search', 'stats', 'language', 'about', 'ban', 'unban',
])
    dispatcher.onNewMessage(filters.command(name), never)
dispatcher.onNewMessage(filters.equals('ping'), never)
dispatcher.onNewMessage(filters.startsWith('!'), never)
dispatcher.onNewMessage(filters.photo, never)
dispatcher.onNewMessage(filters.and(filters.document, filters.chat('user')), never)
dispatcher.onNewMessage(filters.and(filters.chat('group'), filters.text), never)
dispatcher.onNewMessage(filters.and(filters.reply, filters.text), never)
dispatcher.onNewMessage(filters.userId(['owner', 'admin']), never)
dispatcher.onNewMessage(filters.text, async (message) => {
    if (message.text.length === 0) never()
    if (++handled % messages === 0) await afterBurst()
})

await client.connect()
await client.getMe()
await client.startUpdatesLoop()
await afterBurst()
