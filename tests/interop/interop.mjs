// SPDX-License-Identifier: MIT
// mtcute signs in to examples/tools/test_server and writes to examples/1_echo_bot, each a separate process.
// It is given only the server's address and public key.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { MemoryStorage, PaddedIntermediatePacketCodec, IntermediatePacketCodec, ObfuscatedPacketCodec } from "@mtcute/core";
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
        stdio: ["ignore", "pipe", "inherit"],
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

async function startServer(name, options) {
    const key = join(work, `${name}.pem`);
    const child = start("tools/test_server", ["--port", "0", "--key-out", key, ...options], {});
    const lines = createInterface({ input: child.stdout });
    const line = await within(20_000, "the test server's start", Promise.race([
        new Promise((resolve) => lines.once("line", resolve)),
        child.ended.then(() => Promise.reject(new Error("the test server ended before it was ready"))),
    ]));
    return { child, key, ...JSON.parse(line) };
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

async function converse(server, name, codec, phone, secret) {
    const client = new TelegramClient({
        apiId,
        apiHash,
        storage: new MemoryStorage(),
        transport: new Transport(codec),
        defaultDcs: {
            main: { id: 2, ipAddress: server.address, port: server.port },
            media: { id: 2, ipAddress: server.address, port: server.port, mediaOnly: true },
        },
        logLevel: process.env.MTCUTE_LOG ? Number(process.env.MTCUTE_LOG) : 1,
    });
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
async function converseOrRetry(...parameters) {
    try {
        await converse(...parameters);
    } catch (error) {
        if (!/invalid nonce hash from server/.test(error.message)) throw error;
        console.log("mtcute got a key that begins with a zero byte, which it does not support; trying again");
        await converse(...parameters);
    }
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
    await stop(open.child, "the test server");

    rmSync(join(work, "echo.session"), { force: true });
    const guarded = await startServer("guarded", ["--password", password]);
    await trust(guarded);
    const second = startBot(guarded);
    await converseOrRetry(guarded, "a 2FA password", transports["intermediate"], String(phone), password);
    await stop(second, "the echo bot");
    await stop(guarded.child, "the test server");
}

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
