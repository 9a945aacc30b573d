// SPDX-License-Identifier: MIT
// Files of every kind go from media_peer through the test server to mtcute, and back.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { InputMedia } from "@mtcute/core";

import { signIn, startClient, stop, updating, withClient, within, work } from "./support.mjs";

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const hashOf = (path) => sha256(readFileSync(join(work, path)));
const sent = (file) => join(work, "files", file);

/** A value that is given out in the order in which values came; whoever asks for more waits. */
function queue() {
    const values = [];
    const waiting = [];
    return {
        push: (value) => (waiting.length === 0 ? values.push(value) : waiting.shift()(value)),
        next: () => (values.length === 0 ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(values.shift())),
    };
}

const styledText = "a bold one with a link";
const bold = { kind: "bold", offset: 2, length: 4 };
const link = { kind: "text_link", offset: 18, length: 4, url: "https://example.org/" };
const film = { file: "film.mp4", type: "video", mimeType: "video/mp4", width: 320, height: 240, duration: 5 };
const document = (file, mimeType) => ({ file, type: "document", fileName: file, mimeType, text: file });

/** What media_peer sends when it is told to send everything, as mtcute names it. */
const fromPeer = [
    {
        file: "photo.jpg", type: "photo", width: 320, height: 240, hasSpoiler: true, ttlSeconds: null,
        text: styledText, entities: [bold, link],
    },
    { file: "photo.jpg", type: "photo", hasSpoiler: false, ttlSeconds: 10, text: "for a moment" },
    {
        ...film, fileName: "film.mp4", isRound: false, isAnimation: false, hasSpoiler: true, preview: "preview.jpg",
        text: "a video",
    },
    { ...film, isRound: false, isAnimation: true, hasSpoiler: false, text: "an animation" },
    { file: "moving.gif", type: "video", fileName: "moving.gif", mimeType: "image/gif", isAnimation: true, text: "a GIF" },
    {
        file: "song.mp3", type: "audio", fileName: "song.mp3", mimeType: "audio/mpeg", title: "A title", performer: "Ünï",
        text: "a song",
    },
    { file: "speech.ogg", type: "voice", mimeType: "audio/ogg", duration: 5, waveform: [0, 31, 7, 1, 16, 2, 30, 9], text: "a voice" },
    { ...film, width: 240, height: 240, isRound: true, isAnimation: false, text: "" },
    { file: "sticker.webp", type: "sticker", mimeType: "image/webp", emoji: "😀", width: 320, height: 240, text: "" },
    document("odd name (1).csv", "text/csv"),
    document("parts.bin", "application/octet-stream"),
    document("large.bin", "application/octet-stream"),
    document("film.mp4", "video/mp4"),
    { file: "photo.jpg", type: "photo", album: true, text: "first of the album" },
    { ...film, isAnimation: false, album: true, text: styledText, entities: [bold, link] },
];

async function checkReceived(client, message, expected, dc, albums) {
    const { file, text, entities = [], preview, album = false, ...facts } = expected;
    const what = `${file} as ${expected.type}`;
    const { media } = message;
    assert.equal(message.text, text, what);
    const shown = message.entities.map(({ kind, params, offset, length }) => ({ kind, offset, length, ...params }));
    assert.deepEqual(shown, entities.map((entity) => ({ ...entity })), what);
    for (const [fact, value] of Object.entries(facts)) assert.deepEqual(media?.[fact], value, `${what}: ${fact}`);
    assert.equal(media.dcId, dc, what);
    assert.equal(media.fileSize, readFileSync(sent(file)).length, what);
    assert.equal(sha256(await client.downloadAsBuffer(media)), hashOf(join("files", file)), what);
    if (preview !== undefined) {
        const [shownFirst] = media.thumbnails;
        assert.equal(sha256(await client.downloadAsBuffer(shownFirst)), hashOf(join("files", preview)), `the preview of ${what}`);
    }
    assert.equal(message.groupedId !== null, album, what);
    if (album) albums.add(message.groupedId.toString());
}

const styled = {
    text: styledText,
    entities: [
        { _: "messageEntityBold", offset: 2, length: 4 },
        { _: "messageEntityTextUrl", offset: 18, length: 4, url: "https://example.org/" },
    ],
};
const html = 'a <b>bold</b> one with a <a href="https://example.org/">link</a>';
const played = { fileName: "film.mp4", width: 320, height: 240, duration: 5 };
const shown = { kind: "video", name: "film.mp4", mime: "video/mp4", width: 320, height: 240, duration: 5 };
const at = (file) => `file:${sent(file)}`;
const documentFor = (file, mime) => ({
    file, media: InputMedia.document(at(file), { fileName: file }), expect: { kind: "document", name: file, mime },
});

/** What mtcute sends, and how media_peer describes it. */
const toPeer = [
    {
        file: "photo.jpg", media: InputMedia.photo(at("photo.jpg"), { spoiler: true }), caption: styled,
        expect: { kind: "photo", spoiler: true, vanishes: 0, caption: html },
    },
    {
        file: "photo.jpg", media: InputMedia.photo(at("photo.jpg"), { ttlSeconds: 15 }),
        expect: { kind: "photo", spoiler: false, vanishes: 15, caption: "" },
    },
    {
        file: "film.mp4", media: InputMedia.video(at("film.mp4"), { ...played, spoiler: true, thumb: at("preview.jpg") }),
        preview: "preview.jpg", expect: { ...shown, spoiler: true },
    },
    {
        file: "film.mp4", media: InputMedia.animation(at("film.mp4"), { ...played }), caption: "moves",
        expect: { ...shown, kind: "animation", caption: "moves" },
    },
    { file: "moving.gif", media: InputMedia.animation(at("moving.gif")), expect: { kind: "animation", mime: "image/gif" } },
    {
        file: "song.mp3", media: InputMedia.audio(at("song.mp3"), { fileName: "song.mp3", title: "T", performer: "P", duration: 7 }),
        expect: { kind: "audio", name: "song.mp3", mime: "audio/mpeg", duration: 7 },
    },
    {
        file: "speech.ogg", media: InputMedia.voice(at("speech.ogg"), { fileMime: "audio/ogg", duration: 5, waveform: [0, 31, 7] }),
        expect: { kind: "voice", mime: "audio/ogg", duration: 5 },
    },
    {
        file: "film.mp4", media: InputMedia.video(at("film.mp4"), { ...played, width: 240, isRound: true }),
        expect: { ...shown, kind: "video_note", width: 240 },
    },
    {
        file: "sticker.webp", media: InputMedia.sticker(at("sticker.webp"), { alt: "😀" }),
        expect: { kind: "sticker", mime: "image/webp", emoji: "😀" },
    },
    documentFor("odd name (1).csv", "text/plain"), // as mtcute guesses
    documentFor("parts.bin", "application/octet-stream"),
    documentFor("large.bin", "application/octet-stream"),
    documentFor("film.mp4", "video/mp4"),
];

function checkKept(line, { file, expect, preview }, message, dc) {
    const what = `${file} as ${expect.kind}`;
    for (const [fact, value] of Object.entries(expect)) assert.deepEqual(line[fact], value, `${what}: ${fact}`);
    assert.equal(line.unique, message.media.uniqueFileId, what);
    assert.equal(line.dc, dc, what);
    assert.equal(line.size, readFileSync(sent(file)).length, what);
    assert.equal(hashOf(line.path), hashOf(join("files", file)), what);
    assert.equal(line.preview !== "", preview !== undefined, what);
    if (preview !== undefined) assert.equal(hashOf(line.preview), hashOf(join("files", preview)), `the preview of ${what}`);
}

/** An account of mtcute and one of media_peer send each other files of every kind, which live at a data centre. */
export async function tradeFiles(server, dc, phone, phoneOfPeer) {
    const peer = startClient(server, "../tests/media_peer", { PHONE: phoneOfPeer, CODE: String(server.code) });
    try {
        const lines = queue();
        createInterface({ input: peer.stdout }).on("line", (line) => lines.push(JSON.parse(line)));
        await within(20_000, "the start of media_peer", lines.next());
        await withClient(server, {}, "the trade of files", async (client) => {
            await signIn(client, phone, String(server.code));
            await updating(client);
            const messages = queue();
            client.onNewMessage.add((message) => {
                if (!message.isOutgoing) messages.push(message);
            });
            const them = await client.resolvePhoneNumber(phoneOfPeer);
            await client.sendText(them, "everything");
            const albums = new Set();
            for (const expected of fromPeer) await checkReceived(client, await messages.next(), expected, dc, albums);
            assert.equal(albums.size, 1);
            console.log(`mtcute got ${fromPeer.length} files from data centre ${dc}`);

            for (const one of toPeer) {
                const message = await client.sendMedia(them, one.media, { caption: one.caption });
                checkKept(await lines.next(), one, message, dc);
            }
            const album = await client.sendMediaGroup(them, [
                InputMedia.photo(at("photo.jpg"), { caption: styled }),
                InputMedia.video(at("film.mp4"), { ...played }),
            ]);
            const [picture, video] = [await lines.next(), await lines.next()];
            checkKept(picture, { file: "photo.jpg", expect: { kind: "photo", caption: html } }, album[0], dc);
            checkKept(video, { file: "film.mp4", expect: { ...shown, caption: "" } }, album[1], dc);
            assert.notEqual(picture.album, "0");
            assert.equal(video.album, picture.album);
            console.log(`mtcute sent ${toPeer.length + 2} files to it`);
        });
    } finally {
        await stop(peer, "media_peer");
    }
}
