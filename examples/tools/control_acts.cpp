// SPDX-License-Identifier: MIT
#include <awaitgram/testing/clock.hpp>
#include <awaitgram/testing/server/world/chat.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "control_command.hpp"

namespace control {

namespace {

using ag::testing::player;

/// The user, the chat and the message that most commands name.
struct place {
    std::int64_t user{};
    std::int64_t chat{};
    std::int32_t message{};
};

place place_of(const stage& on, const command& asked) {
    place named;
    named.user = on.account(asked, "user");
    named.chat = on.account(asked, "chat");
    if (asked.has("message"))
        named.message = asked.small("message");
    return named;
}

json create_chat(const stage& on, const command& asked, ag::testing::chat_kind kind) {
    asked.allow({"title", "creator", "members"});
    const auto title = asked.text("title");
    const auto creator = on.account(asked, "creator");
    std::vector<std::int64_t> members;
    if (asked.has("members"))
        for (const auto& each : asked.list("members"))
            members.push_back(on.account_in(each, "members"));
    return {{"chat", on.play([&](player by) {
                 return by.create_chat(kind, creator, title, members);
             })}};
}

json promote(const stage& on, const command& asked) {
    asked.allow({"chat", "member"});
    const auto chat = on.account(asked, "chat");
    const auto member = on.account(asked, "member");
    on.server().on_server([&] {
        player{on.machine(), ag::steady_now()}.promote(chat, member);
        on.server().pump();
    });
    return json::object();
}

json edit(const stage& on, const command& asked) {
    asked.allow({"user", "chat", "message", "text"});
    const auto named = place_of(on, asked);
    const auto text = asked.text("text");
    return {{"message", on.play([&](player by) {
                 return by.edit(named.user, named.chat, named.message, text);
             })}};
}

json erase(const stage& on, const command& asked) {
    asked.allow({"user", "chat", "message"});
    const auto named = place_of(on, asked);
    return {{"removed", on.play([&](player by) {
                 return by.erase(named.user, named.chat, {named.message});
             })}};
}

json react(const stage& on, const command& asked) {
    asked.allow({"user", "chat", "message", "emoji"});
    const auto named = place_of(on, asked);
    const auto emoji = asked.text("emoji");
    on.play([&](player by) { return by.react(named.user, named.chat, named.message, emoji); });
    return json::object();
}

json forward(const stage& on, const command& asked) {
    asked.allow({"user", "chat", "message", "to"});
    const auto named = place_of(on, asked);
    const auto to = on.account(asked, "to");
    return {{"message", on.play([&](player by) {
                 return by.forward(named.user, named.chat, named.message, to);
             })}};
}

json pin(const stage& on, const command& asked) {
    asked.allow({"user", "chat", "message"});
    const auto named = place_of(on, asked);
    on.play([&](player by) { return by.pin(named.user, named.chat, named.message); });
    return json::object();
}

json vote(const stage& on, const command& asked) {
    asked.allow({"user", "chat", "message", "answers"});
    const auto named = place_of(on, asked);
    std::vector<std::string> answers;
    for (const auto& each : asked.list("answers")) {
        if (!each.is_string())
            throw refused("\"answers\" is a list of texts");
        answers.push_back(each.get<std::string>());
    }
    on.play([&](player by) { return by.vote(named.user, named.chat, named.message, answers); });
    return json::object();
}

/// A command that names a user and a chat, and does one thing.
template <class Act>
json in_chat(const stage& on, const command& asked, Act one) {
    asked.allow({"user", "chat"});
    const auto named = place_of(on, asked);
    on.play([&](player by) { return (by.*one)(named.user, named.chat); });
    return json::object();
}

json block(const stage& on, const command& asked, bool blocked) {
    asked.allow({"user", "account"});
    const auto user = on.account(asked, "user");
    const auto other = on.account(asked, "account");
    on.play([&](player by) { return by.block(user, other, blocked); });
    return json::object();
}

json show_online(const stage& on, const command& asked, bool online) {
    asked.allow({"user"});
    const auto user = on.account(asked, "user");
    on.play([&](player by) { return by.show_online(user, online); });
    return json::object();
}

json choose(const stage& on, const command& asked) {
    asked.allow({"user", "query", "result", "chat"});
    const auto named = place_of(on, asked);
    const auto query = asked.number("query");
    const auto chosen = asked.text("result");
    return {{"message", on.play([&](player by) {
                 return by.choose(named.user, query, chosen, named.chat);
             })}};
}

json send_media(const stage& on, const command& asked) {
    asked.allow({"user", "chat", "media"});
    const auto named = place_of(on, asked);
    static constexpr std::string_view kinds[]{
        "photo",
        "video",
        "animation",
        "document",
        "audio",
        "voice",
        "video_note",
        "sticker",
        "location",
        "contact"};
    std::vector<ag::testing::test_media> media;
    for (const auto& each : asked.list("media")) {
        const command item{each};
        item.allow({"kind", "caption", "file_name", "content"});
        const auto kind = item.text("kind");
        const auto known = std::find(std::begin(kinds), std::end(kinds), kind);
        if (known == std::end(kinds))
            throw refused("there is no media of the kind \"" + kind + '"');
        auto& added = media.emplace_back();
        added.kind = static_cast<ag::testing::media_kind>(known - std::begin(kinds));
        if (item.has("caption"))
            added.caption = item.text("caption");
        if (item.has("file_name"))
            added.file_name = item.text("file_name");
        if (item.has("content"))
            added.bytes = item.text("content");
    }
    return {{"messages", on.play([&](player by) {
                 return by.send_media(named.user, named.chat, media);
             })}};
}

/// Moves the server's time; it runs on from there.
json advance(const stage& on, const command& asked) {
    asked.allow({"seconds"});
    constexpr std::int64_t longest = std::int64_t{366} * 24 * 3600;
    const auto seconds = asked.number("seconds");
    if (seconds < 0 || seconds > longest)
        throw refused("\"seconds\" is a number from 0 to a year");
    {
        ag::testing::clock time;
        time.advance(std::chrono::seconds{seconds});
    }
    on.server().on_server([&] {
        on.machine().tick(ag::steady_now());
        on.server().pump();
    });
    return json::object();
}

using act_function = json (*)(const stage&, const command&);

const std::map<std::string_view, act_function>& acts() {
    using ag::testing::chat_kind;
    static const std::map<std::string_view, act_function> all{
        {"group",
         [](const stage& on, const command& asked) {
             return create_chat(on, asked, chat_kind::group);
         }},
        {"supergroup",
         [](const stage& on, const command& asked) {
             return create_chat(on, asked, chat_kind::supergroup);
         }},
        {"channel",
         [](const stage& on, const command& asked) {
             return create_chat(on, asked, chat_kind::channel);
         }},
        {"promote", promote},
        {"edit", edit},
        {"delete", erase},
        {"react", react},
        {"forward", forward},
        {"pin", pin},
        {"vote", vote},
        {"join",
         [](const stage& on, const command& asked) { return in_chat(on, asked, &player::join); }},
        {"leave",
         [](const stage& on, const command& asked) { return in_chat(on, asked, &player::leave); }},
        {"ask_to_join",
         [](const stage& on, const command& asked) {
             return in_chat(on, asked, &player::ask_to_join);
         }},
        {"type",
         [](const stage& on, const command& asked) { return in_chat(on, asked, &player::type); }},
        {"block", [](const stage& on, const command& asked) { return block(on, asked, true); }},
        {"unblock", [](const stage& on, const command& asked) { return block(on, asked, false); }},
        {"online",
         [](const stage& on, const command& asked) { return show_online(on, asked, true); }},
        {"offline",
         [](const stage& on, const command& asked) { return show_online(on, asked, false); }},
        {"choose", choose},
        {"media", send_media},
        {"advance", advance},
    };
    return all;
}

} // namespace

json act(const stage& on, const command& asked) {
    const auto known = acts().find(asked.text("do"));
    return known == acts().end() ? json{} : known->second(on, asked);
}

json json_of(const ag::testing::seen_message& seen) {
    json object{
        {"message", seen.id},
        {"from", seen.sender},
        {"date", seen.date},
        {"text", seen.text},
        {"edited", seen.edited}};
    if (seen.reply_to != 0)
        object["reply_to"] = seen.reply_to;
    if (seen.silent)
        object["silent"] = true;
    if (seen.removed)
        object["removed"] = true;
    if (seen.via_bot != 0)
        object["via_bot"] = seen.via_bot;
    if (seen.forwarded_from != 0)
        object["forwarded_from"] = seen.forwarded_from;
    if (!seen.media.empty())
        object["media"] = seen.media;
    if (seen.album != 0)
        object["album"] = seen.album;
    if (seen.poll.id != 0)
        object["poll"] = {
            {"question", seen.poll.question},
            {"answers", seen.poll.answers},
            {"closed", seen.poll.closed}};
    for (const auto& entity : seen.entities) {
        json shown{
            {"type", entity.kind},
            {"offset", entity.offset},
            {"length", entity.length},
            {"text", entity.text}};
        if (!entity.url.empty())
            shown["url"] = entity.url;
        if (entity.id != 0)
            shown["id"] = entity.id;
        object["entities"].push_back(std::move(shown));
    }
    if (seen.keyboard.empty())
        return object;
    object["keyboard"] = seen.keyboard;
    auto rows = json::array();
    for (const auto& row : seen.buttons) {
        auto shown = json::array();
        for (const auto& button : row) {
            json one{{"text", button.text}, {"kind", button.kind}};
            if (!button.data.empty())
                one["data"] = button.data;
            if (!button.url.empty())
                one["url"] = button.url;
            shown.push_back(std::move(one));
        }
        rows.push_back(std::move(shown));
    }
    object["buttons"] = std::move(rows);
    return object;
}

json json_of(const ag::testing::inline_answer& answer) {
    json object{{"answered", answer.answered}};
    if (!answer.answered)
        return object;
    auto results = json::array();
    for (const auto& each : answer.results)
        results.push_back(
            {{"result", each.id},
             {"type", each.type},
             {"title", each.title},
             {"description", each.description},
             {"text", each.text}}
        );
    object["results"] = std::move(results);
    object["next_offset"] = answer.next_offset;
    object["cache_time"] = answer.cache_time;
    return object;
}

} // namespace control
