// SPDX-License-Identifier: MIT
// Times mtcute's own reader, writer and parsers of texts:  node mtcute.mjs CONTENT.json DIRECTORY_FOR_BYTES ROUNDS
//
// Its bytes are written to the directory: its layer is ours, so the library decodes the very same ones. Prints JSON.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

import { tl } from '@mtcute/core'
import { __tlReaderMap, __tlWriterMap } from '@mtcute/core/utils.js'
import { html } from '@mtcute/html-parser'
import { md } from '@mtcute/markdown-parser'
import { TlBinaryReader, TlBinaryWriter } from '@mtcute/tl-runtime'
import Long from 'long'

const [, , contentPath, bytesDirectory, rounds] = process.argv
const content = JSON.parse(readFileSync(contentPath, 'utf8'))

const long = text => Long.fromString(text)
const raw = text => new Uint8Array(Buffer.from(text, 'hex'))
const peerUser = userId => ({ _: 'peerUser', userId })
const peerChannel = channelId => ({ _: 'peerChannel', channelId })

const entityNames = {
    bold: 'messageEntityBold',
    italic: 'messageEntityItalic',
    code: 'messageEntityCode',
    mention: 'messageEntityMention',
    url: 'messageEntityUrl',
    hashtag: 'messageEntityHashtag',
    text_url: 'messageEntityTextUrl',
    mention_name: 'messageEntityMentionName',
}

const entity = each => ({
    _: entityNames[each.kind],
    offset: each.offset,
    length: each.length,
    ...(each.url !== undefined && { url: each.url }),
    ...(each.user !== undefined && { userId: each.user }),
})

const photo = each => ({
    _: 'messageMediaPhoto',
    photo: {
        _: 'photo',
        id: long(each.id),
        accessHash: long(each.access_hash),
        fileReference: raw(each.file_reference),
        date: each.date,
        sizes: [
            { _: 'photoStrippedSize', type: 'i', bytes: raw(each.stripped) },
            ...each.sizes.map(size => ({ _: 'photoSize', ...size })),
            { _: 'photoSizeProgressive', ...each.progressive },
        ],
        dcId: 2,
    },
})

const reaction = emoticon => ({ _: 'reactionEmoji', emoticon })
const reactions = each => ({
    _: 'messageReactions',
    canSeeList: true,
    results: each.results.map(one => ({ _: 'reactionCount', reaction: reaction(one.emoticon), count: one.count })),
    ...(each.recent.length && {
        recentReactions: each.recent.map(one => ({
            _: 'messagePeerReaction',
            peerId: peerUser(one.user),
            date: content.page.messages[0].date,
            reaction: reaction(one.emoticon),
        })),
    }),
})

const message = each => ({
    _: 'message',
    out: each.out,
    mentioned: each.mentioned,
    silent: each.silent,
    id: each.id,
    fromId: peerUser(each.user),
    peerId: peerChannel(each.channel),
    fwdFrom: each.forwarded && {
        _: 'messageFwdHeader',
        fromId: peerChannel(each.forwarded.channel),
        date: each.forwarded.date,
        channelPost: each.forwarded.post,
    },
    replyTo: each.reply_to && { _: 'messageReplyHeader', replyToMsgId: each.reply_to },
    date: each.date,
    message: each.text,
    media: each.photo && photo(each.photo),
    entities: each.entities && each.entities.map(entity),
    views: each.views,
    forwards: each.forwards,
    editDate: each.edit_date,
    groupedId: each.grouped_id && long(each.grouped_id),
    reactions: each.reactions && reactions(each.reactions),
})

const user = each => ({
    _: 'user',
    contact: each.contact,
    premium: each.premium,
    id: each.id,
    accessHash: long(each.access_hash),
    firstName: each.first_name,
    lastName: each.last_name,
    username: each.username,
    photo: each.photo && {
        _: 'userProfilePhoto',
        photoId: long(each.photo.id),
        strippedThumb: raw(each.photo.thumb),
        dcId: 2,
    },
    status: each.was_online
        ? { _: 'userStatusOffline', wasOnline: each.was_online }
        : { _: 'userStatusRecently' },
})

const channel = each => ({
    _: 'channel',
    broadcast: !each.megagroup,
    megagroup: each.megagroup,
    id: each.id,
    accessHash: long(each.access_hash),
    title: each.title,
    username: each.username,
    photo: { _: 'chatPhoto', photoId: long(each.photo.id), strippedThumb: raw(each.photo.thumb), dcId: 2 },
    date: each.date,
    defaultBannedRights: { _: 'chatBannedRights', changeInfo: true, pinMessages: true, untilDate: 0x7FFFFFFF },
    participantsCount: each.participants,
})

const values = {
    messages: {
        _: 'messages.messages',
        messages: content.page.messages.map(message),
        topics: [],
        chats: content.page.channels.map(channel),
        users: content.page.users.map(user),
    },
    update: {
        _: 'updates',
        updates: [{
            _: 'updateNewChannelMessage',
            message: message(content.update.message),
            pts: content.update.pts,
            ptsCount: 1,
        }],
        users: [user(content.update.user)],
        chats: [channel(content.update.channel)],
        date: content.update.message.date,
        seq: 0,
    },
    request: {
        _: 'messages.sendMessage',
        clearDraft: true,
        peer: {
            _: 'inputPeerChannel',
            channelId: content.request.channel,
            accessHash: long(content.request.access_hash),
        },
        replyTo: { _: 'inputReplyToMessage', replyToMsgId: content.request.reply_to },
        message: content.request.text,
        randomId: long(content.request.random_id),
        entities: content.request.entities.map(entity),
    },
}

const decode = bytes => TlBinaryReader.deserializeObject(__tlReaderMap, bytes)
const encode = value => TlBinaryWriter.serializeObject(__tlWriterMap, value)

// What the work makes goes here, so that it can't be left out.
let kept
function time(work) {
    const nanoseconds = count => {
        const start = process.hrtime.bigint()
        for (let i = 0; i < count; ++i) kept = work()
        return Number(process.hrtime.bigint() - start)
    }
    // Half a second for the compiler to see it. Rounds of some hundredths of a second: short enough that other programs spare one.
    let count = 1
    for (let taken = 0; taken < 5e8;) {
        const round = nanoseconds(count)
        taken += round
        if (round < 1e7) count *= 2
    }
    const each = Array.from({ length: Number(rounds) }, () => nanoseconds(count) / count).sort((a, b) => a - b)
    return { median_ns: each[each.length >> 1], best_ns: each[0] }
}

const results = {}
for (const [name, value] of Object.entries(values)) {
    const bytes = encode(value)
    writeFileSync(join(bytesDirectory, `${name}.bin`), bytes)
    // A reader knows values, not requests.
    if (name !== 'request') {
        if (Buffer.compare(encode(decode(bytes)), bytes) !== 0) throw new Error(`${name} isn't what it was`)
        results[`decode/${name}`] = { bytes: bytes.length, ...time(() => decode(bytes)) }
    }
    results[`encode/${name}`] = { bytes: bytes.length, ...time(() => encode(value)) }
}
const { text } = content
writeFileSync(join(bytesDirectory, 'text.html'), text.html)
writeFileSync(join(bytesDirectory, 'text.md'), text.markdown)
for (const [name, parse] of [['html', () => html(text.html)], ['markdown', () => md(text["peers' markdown"])]]) {
    const parsed = parse()
    if (parsed.text !== text.plain || parsed.entities.length !== text.entities) throw new Error(`${name} is parsed otherwise`)
    results[`parse/${name}`] = { bytes: Buffer.byteLength(parsed.text), ...time(parse) }
}
if (kept === undefined) throw new Error('nothing was done')

const { version } = createRequire(import.meta.url)('./node_modules/@mtcute/core/package.json')
console.log(JSON.stringify({ name: 'mtcute', version, runtime: `Node.js ${process.versions.node}`, layer: tl.LAYER, results }))
