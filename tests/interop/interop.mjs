// SPDX-License-Identifier: MIT
// mtcute signs in to examples/tools/test_server and writes to examples/1_echo_bot, each a separate process; it also plays a bot, and
// trades files with media_peer.
// It is given only the server's address and public key. Users without a client are played over the server's control channel.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";

import { BotKeyboard, MemoryStorage } from "@mtcute/core";

import { tradeFiles } from "./media.mjs";
import {
    first, makeClient, orRetry, pause, refusal, running, signIn, startClient, startServer, stop, transports, trust, updating, withClient,
    within, work,
} from "./support.mjs";

const botToken = "4242:made-up-secret";
const password = "correct horse";

function startBot(server) {
    const child = startClient(server, "1_echo_bot", { BOT_TOKEN: botToken });
    child.stdout.resume();
    return child;
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

const converseOrRetry = (...parameters) => orRetry(converse, ...parameters);

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
    await orRetry(tradeFiles, open, 2, String(phone++), String(phone++));
    await stop(open.child, "the test server");
    const spread = await startServer("spread", ["--files-dc", "4"]);
    await trust(spread);
    await orRetry(tradeFiles, spread, 4, String(phone++), String(phone++));
    await stop(spread.child, "the test server");
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
    console.log("mtcute got every echo and every file");
} catch (error) {
    console.error(error);
    process.exitCode = 1;
} finally {
    for (const child of running) child.kill("SIGKILL");
    rmSync(work, { recursive: true, force: true });
}
