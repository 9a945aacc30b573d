// SPDX-License-Identifier: MIT
// mtcute signs in to examples/tools/test_server and writes to examples/1_echo_bot, each a separate process; it also plays a bot.
// It is given only the server's address and public key. Users without a client are played over the server's control channel.
import { spawn } from "node:child_process";
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import {
    BotKeyboard, IntermediatePacketCodec, MemoryStorage, ObfuscatedPacketCodec, PaddedIntermediatePacketCodec,
} from "@mtcute/core";
import { addPublicKey } from "@mtcute/core/utils.js";
import { TelegramClient, TcpTransport } from "@mtcute/node";
import { NodeCryptoProvider } from "@mtcute/node/utils.js";

const programs = process.argv[2];
const work = mkdtempSync(join(tmpdir(), "awaitgram-interop-"));
const running = [];

const apiId = 1;
const apiHash = "0123456789abcdef0123456789abcdef";
const botToken = "4242:made-up-secret";
const password = "correct horse";

const transports = {
    "intermediate": () => new IntermediatePacketCodec(),
    "padded intermediate": () => new PaddedIntermediatePacketCodec(),
    "obfuscated intermediate": () => new ObfuscatedPacketCodec(new IntermediatePacketCodec()),
    "obfuscated padded intermediate": () => new ObfuscatedPacketCodec(new PaddedIntermediatePacketCodec()),
};

function within(milliseconds, what, promise) {
    let timer;
    const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`${what} took longer than ${milliseconds} ms`)), milliseconds);
    });
    return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function start(program, options, environment) {
    const child = spawn(join(programs, program), options, {
        cwd: work,
        env: { ...process.env, ...environment },
        stdio: ["pipe", "pipe", "inherit"],
    });
    child.ended = new Promise((resolve, reject) => {
        child.on("exit", (code, signal) => resolve({ code, signal }));
        child.on("error", reject);
    });
    running.push(child);
    return child;
}

async function stop(child, name) {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
    const { code, signal } = await within(10_000, `${name} ending`, child.ended);
    running.splice(running.indexOf(child), 1);
    if (signal !== null || code !== 0) throw new Error(`${name} ended with ${signal ?? `exit code ${code}`}`);
}

async function startServer(name, options, port = 0) {
    const key = join(work, `${name}.pem`);
    const child = start("tools/test_server", ["--port", String(port), "--key-out", key, "--control", ...options], {});
    const waiting = [];
    createInterface({ input: child.stdout }).on("line", (line) => waiting.shift()?.(JSON.parse(line)));
    const answer = (what) => within(40_000, what, Promise.race([
        new Promise((resolve) => waiting.push(resolve)),
        child.ended.then(() => Promise.reject(new Error(`the test server ended before ${what}`))),
    ]));
    /** Acts as a user over the control channel. */
    const control = async (command) => {
        const answered = answer(command.do);
        child.stdin.write(`${JSON.stringify(command)}\n`);
        const result = await answered;
        assert.ok(result.ok, `${command.do}: ${result.error}`);
        return result;
    };
    const ready = await answer("the test server's start");
    return { child, key, control, ...ready };
}

function startBot(server) {
    const child = start("1_echo_bot", [], {
        API_ID: String(apiId),
        API_HASH: apiHash,
        BOT_TOKEN: botToken,
        AWAITGRAM_SERVER: `${server.address}:${server.port}`,
        AWAITGRAM_SERVER_KEY: server.key,
    });
    child.stdout.resume();
    return child;
}

class Transport extends TcpTransport {
    constructor(codec) {
        super();
        this.codec = codec;
    }
    packetCodec() {
        return this.codec();
    }
}

async function signIn(client, phone, code, secret) {
    const { phoneCodeHash } = await client.sendCode({ phone });
    let authorization;
    try {
        authorization = await client.call({ _: "auth.signIn", phoneNumber: phone, phoneCodeHash, phoneCode: code });
    } catch (error) {
        if (secret === undefined || error.text !== "SESSION_PASSWORD_NEEDED") throw error;
        return (await client.checkPassword(secret)).raw;
    }
    if (authorization._ === "auth.authorizationSignUpRequired")
        authorization = await client.call({
            _: "auth.signUp", phoneNumber: phone, phoneCodeHash, firstName: "Alice", lastName: "",
        });
    return await client.notifyLoggedIn(authorization);
}

/** The bot's account exists once it has signed in, which takes it a moment after its start. */
async function findBot(client) {
    const username = `bot${botToken.split(":")[0]}_bot`;
    for (;;) {
        try {
            return await client.resolvePeer(username);
        } catch (error) {
            if (!/USERNAME_NOT_OCCUPIED|not found/i.test(`${error.text} ${error.message}`)) throw error;
            await pause(100);
        }
    }
}

function makeClient(server, { codec = transports.intermediate, storage = new MemoryStorage(), testMode = false, updates } = {}) {
    return new TelegramClient({
        apiId,
        apiHash,
        storage,
        testMode,
        updates,
        transport: new Transport(codec),
        defaultDcs: {
            main: { id: 2, ipAddress: server.address, port: server.port, testMode },
            media: { id: 2, ipAddress: server.address, port: server.port, mediaOnly: true, testMode },
        },
        logLevel: process.env.MTCUTE_LOG ? Number(process.env.MTCUTE_LOG) : 1,
    });
}

async function converse(server, name, codec, phone, secret) {
    const client = makeClient(server, { codec });
    const failure = new Promise((_, reject) => client.onError.add(reject));
    failure.catch(() => {});
    // A pushed update; history is never asked for.
    const answer = new Promise((resolve) => {
        client.onNewMessage.add((message) => {
            if (!message.isOutgoing && message.sender.isBot) resolve(message.text);
        });
    });
    try {
        const talk = async () => {
            await client.connect();
            const me = await signIn(client, phone, String(server.code), secret);
            await client.startUpdatesLoop();
            const bot = await findBot(client);
            await client.sendText(bot, "hello");
            const text = await answer;
            if (text !== "hello") throw new Error(`the bot answered ${JSON.stringify(text)}`);
            console.log(`${name}: ${me.firstName} wrote "hello" and got "${text}" back`);
        };
        await within(30_000, `the conversation over ${name}`, Promise.race([talk(), failure]));
    } finally {
        await client.destroy();
    }
}

/** mtcute 0.30.3 drops the leading zeros of a new key, so that one exchange in 256 fails on its side; then it may try again. */
async function orRetry(talk, ...parameters) {
    try {
        await talk(...parameters);
    } catch (error) {
        if (!/invalid nonce hash from server/.test(error.message)) throw error;
        console.log("mtcute got a key that begins with a zero byte, which it does not support; trying again");
        await talk(...parameters);
    }
}

const converseOrRetry = (...parameters) => orRetry(converse, ...parameters);

/** Runs `talk` with a client; an error that the client reports by itself ends it, too. */
async function withClient(server, options, what, talk) {
    const client = makeClient(server, options);
    const failure = new Promise((_, reject) => {
        client.onError.add((error) => {
            if (!options.tolerates?.(error)) reject(error);
        });
    });
    failure.catch(() => {});
    try {
        await client.connect();
        return await within(60_000, what, Promise.race([talk(client), failure]));
    } finally {
        await client.destroy();
    }
}

const refusal = (promise) => promise.then(() => "accepted", (error) => error.text ?? `${error}`);

/** Waits for the first value of an emitter that fulfils a condition. */
const first = (emitter, condition) => new Promise((resolve) => {
    const look = (value) => {
        if (!condition(value)) return;
        emitter.remove(look);
        resolve(value);
    };
    emitter.add(look);
});

/** A sign-in starts mtcute's handling of updates in the background; started twice, it would handle each update twice. */
async function updating(client) {
    while (!client._client.updates.updatesLoopActive) await pause(20);
}

/** mtcute is the bot: it answers /start with a button, and the button with a note. */
async function botWithButton(server) {
    await withClient(server, {}, "a bot of mtcute", async (client) => {
        assert.match(await refusal(client.signInBot("nonsense")), /ACCESS_TOKEN_INVALID/);
        const me = await client.signInBot("4343:made-up-secret");
        assert.equal(me.id, 4343);
        assert.ok(me.isBot);
        client.onNewMessage.add(async (message) => {
            if (message.isOutgoing) return;
            assert.deepEqual(message.entities.map((entity) => entity.kind), ["bot_command"]);
            await client.sendText(message.sender, "Well?", {
                replyMarkup: BotKeyboard.inline([[BotKeyboard.callback("Yes", "y"), BotKeyboard.callback("No", "n")]]),
            });
        });
        client.onCallbackQuery.add(async (query) => {
            await client.answerCallbackQuery(query.id, { text: `chosen: ${query.dataStr}`, alert: true });
        });
        await updating(client);

        const { user } = await server.control({ do: "user", name: "Dora" });
        const sent = await server.control({ do: "write", from: user, to: 4343, text: "/start" });
        const { messages: [question] } =
            await server.control({ do: "read", user, chat: 4343, after: sent.message, wait: 20 });
        assert.equal(question.text, "Well?");
        assert.deepEqual(question.buttons, [["Yes", "No"]]);
        const { query } = await server.control({ do: "press", user, message: question.message, button: "No" });
        const answer = await server.control({ do: "answer", query, wait: 20 });
        assert.deepEqual([answer.answered, answer.text, answer.alert], [true, "chosen: n", true]);
    });
    console.log("a bot: signed in, answered a command, and a pressed button");
}

/** A wrong code and a wrong password are refused, and the right ones are accepted afterwards. */
async function wrongSecrets(server, phone) {
    await withClient(server, {}, "the sign-in after mistakes", async (client) => {
        const { phoneCodeHash } = await client.sendCode({ phone });
        const signInWith = (phoneCode) => refusal(
            client.call({ _: "auth.signIn", phoneNumber: phone, phoneCodeHash, phoneCode }));
        assert.equal(await signInWith("00000"), "PHONE_CODE_INVALID");
        assert.equal(await signInWith(String(server.code)), "SESSION_PASSWORD_NEEDED");
        assert.equal(await refusal(client.checkPassword("wrong")), "PASSWORD_HASH_INVALID");
        assert.equal(await refusal(client.call({ _: "updates.getState" })), "SESSION_PASSWORD_NEEDED");
        const me = await client.checkPassword(password);
        assert.ok(me.isSelf);
    });
    console.log("a wrong code and a wrong password: refused, and the right ones accepted");
}

const texts = (messages) => messages.map((message) => message.text);

/** The history of a chat, whole and in pages. */
async function history(server, phone) {
    await withClient(server, {}, "the history", async (client) => {
        const me = await signIn(client, phone, String(server.code));
        const { user } = await server.control({ do: "user", name: "Emil" });
        const written = [];
        for (let number = 1; number <= 25; ++number) {
            written.unshift(`message ${number}`);
            await server.control({ do: "write", from: user, to: me.id, text: written[0] });
        }
        const peer = await (async () => {
            for await (const dialog of client.iterDialogs()) if (dialog.peer.id === user) return dialog.peer;
            throw new Error("the chat is not in the list of chats");
        })();
        assert.deepEqual(texts(await client.getHistory(peer, { limit: 100 })), written);
        const page = await client.getHistory(peer, { limit: 10 });
        assert.deepEqual(texts(page), written.slice(0, 10));
        const next = await client.getHistory(peer, { limit: 10, offset: page.next });
        assert.deepEqual(texts(next), written.slice(10, 20));
    });
    console.log("the history: whole and in pages");
}

/** A client that was away gets what it missed, once each and in order. */
async function difference(server, phone) {
    const storage = new MemoryStorage();
    let me;
    const { user } = await server.control({ do: "user", name: "Fritz" });
    await withClient(server, { storage }, "the client before it goes away", async (client) => {
        me = await signIn(client, phone, String(server.code));
        await updating(client);
        const heard = first(client.onNewMessage, (message) => message.text === "before");
        await server.control({ do: "write", from: user, to: me.id, text: "before" });
        await heard;
    });
    const missed = ["one", "two", "three"];
    for (const text of missed) await server.control({ do: "write", from: user, to: me.id, text });
    await withClient(server, { storage, updates: { catchUp: true } }, "the client that is back", async (client) => {
        const got = [];
        client.onNewMessage.add((message) => got.push(message.text));
        const last = first(client.onNewMessage, (message) => message.text === "after");
        await client.startUpdatesLoop();
        await server.control({ do: "write", from: user, to: me.id, text: "after" });
        await last;
        assert.deepEqual(got, [...missed, "after"]);
    });
    console.log("a client that was away: it got what it missed, in order");
}

/** Test mode, in which mtcute adds 10,000 to the number of the data centre. */
async function testMode(server, phone) {
    await withClient(server, { testMode: true }, "test mode", async (client) => {
        const me = await signIn(client, phone, String(server.code));
        assert.equal(me.phone, phone);
    });
    console.log("test mode: signed in");
}

/** A server that is started again with the same key is trusted; it does not know its clients, which make a new key. */
async function restart(phone) {
    const options = ["--key", join(work, "private.pem")];
    let server = await startServer("restart", options);
    await trust(server);
    const fingerprint = server.fingerprint;
    const tolerates = (error) => error.code === 404;
    await withClient(server, { tolerates }, "the server's restart", async (client) => {
        await signIn(client, phone, String(server.code));
        await stop(server.child, "the test server");
        server = await startServer("restart", options, server.port);
        assert.equal(server.fingerprint, fingerprint);
        for (;;) {
            const answer = await refusal(client.call({ _: "updates.getState" }));
            if (answer === "AUTH_KEY_UNREGISTERED") break;
            assert.notEqual(answer, "accepted"); // the new server has no logins
            await pause(100);
        }
        const me = await signIn(client, phone, String(server.code));
        assert.equal(me.phone, phone);
    });
    await stop(server.child, "the test server");
    console.log("a server restart with the same key: the client made a new key, and signed in again");
}

async function trust(server) {
    const crypto = new NodeCryptoProvider();
    await crypto.initialize?.();
    addPublicKey(crypto, readFileSync(server.key, "utf8"));
}

async function main() {
    const open = await startServer("open", []);
    await trust(open);
    const bot = startBot(open);
    let phone = 9996620001;
    for (const [name, codec] of Object.entries(transports)) await converseOrRetry(open, name, codec, String(phone++));
    await stop(bot, "the echo bot");
    await orRetry(botWithButton, open);
    await orRetry(history, open, String(phone++));
    await orRetry(difference, open, String(phone++));
    await orRetry(testMode, open, String(phone++));
    await stop(open.child, "the test server");
    await orRetry(restart, String(phone++));

    rmSync(join(work, "echo.session"), { force: true });
    const guarded = await startServer("guarded", ["--password", password]);
    await trust(guarded);
    const second = startBot(guarded);
    await converseOrRetry(guarded, "a 2FA password", transports["intermediate"], String(phone++), password);
    await stop(second, "the echo bot");
    await orRetry(wrongSecrets, guarded, String(phone++));
    await stop(guarded.child, "the test server");
}

// mtcute rejects calls of its own, for which nothing waits, when it is destroyed.
process.on("unhandledRejection", (error) => {
    if (/Session is reset|is destroyed/.test(error?.message)) return;
    console.error(error);
    for (const child of running) child.kill("SIGKILL");
    process.exit(1);
});

try {
    await main();
    console.log("mtcute got every echo");
} catch (error) {
    console.error(error);
    process.exitCode = 1;
} finally {
    for (const child of running) child.kill("SIGKILL");
    rmSync(work, { recursive: true, force: true });
}
