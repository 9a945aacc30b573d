// SPDX-License-Identifier: MIT
// What the tests of this directory share: processes, and clients of mtcute.
import { spawn } from "node:child_process";
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import {
    IntermediatePacketCodec, MemoryStorage, ObfuscatedPacketCodec, PaddedIntermediatePacketCodec,
} from "@mtcute/core";
import { addPublicKey } from "@mtcute/core/utils.js";
import { TelegramClient, TcpTransport } from "@mtcute/node";
import { NodeCryptoProvider } from "@mtcute/node/utils.js";

const programs = process.argv[2];
export const work = mkdtempSync(join(tmpdir(), "awaitgram-interop-"));
export const running = [];

const apiId = 1;
const apiHash = "0123456789abcdef0123456789abcdef";

export const transports = {
    "intermediate": () => new IntermediatePacketCodec(),
    "padded intermediate": () => new PaddedIntermediatePacketCodec(),
    "obfuscated intermediate": () => new ObfuscatedPacketCodec(new IntermediatePacketCodec()),
    "obfuscated padded intermediate": () => new ObfuscatedPacketCodec(new PaddedIntermediatePacketCodec()),
};

export function within(milliseconds, what, promise) {
    let timer;
    const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`${what} took longer than ${milliseconds} ms`)), milliseconds);
    });
    return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export function start(program, options, environment) {
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

export async function stop(child, name) {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
    const { code, signal } = await within(10_000, `${name} ending`, child.ended);
    running.splice(running.indexOf(child), 1);
    if (signal !== null || code !== 0) throw new Error(`${name} ended with ${signal ?? `exit code ${code}`}`);
}

export async function startServer(name, options, port = 0) {
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

/** Starts a program of this library, as a client of the test server. */
export function startClient(server, program, environment) {
    return start(program, [], {
        API_ID: String(apiId),
        API_HASH: apiHash,
        AWAITGRAM_SERVER: `${server.address}:${server.port}`,
        AWAITGRAM_SERVER_KEY: server.key,
        ...environment,
    });
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

export async function signIn(client, phone, code, secret) {
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

export function makeClient(server, { codec = transports.intermediate, storage = new MemoryStorage(), testMode = false, updates } = {}) {
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

/** mtcute 0.30.3 drops the leading zeros of a new key, so that one exchange in 256 fails on its side; then it may try again. */
export async function orRetry(talk, ...parameters) {
    try {
        await talk(...parameters);
    } catch (error) {
        if (!/invalid nonce hash from server/.test(error.message)) throw error;
        console.log("mtcute got a key that begins with a zero byte, which it does not support; trying again");
        await talk(...parameters);
    }
}

/** Runs `talk` with a client; an error that the client reports by itself ends it, too. */
export async function withClient(server, options, what, talk) {
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

export const refusal = (promise) => promise.then(() => "accepted", (error) => error.text ?? `${error}`);

/** Waits for the first value of an emitter that fulfils a condition. */
export const first = (emitter, condition) => new Promise((resolve) => {
    const look = (value) => {
        if (!condition(value)) return;
        emitter.remove(look);
        resolve(value);
    };
    emitter.add(look);
});

/** A sign-in starts mtcute's handling of updates in the background; started twice, it would handle each update twice. */
export async function updating(client) {
    while (!client._client.updates.updatesLoopActive) await pause(20);
}

export async function trust(server) {
    const crypto = new NodeCryptoProvider();
    await crypto.initialize?.();
    addPublicKey(crypto, readFileSync(server.key, "utf8"));
}
