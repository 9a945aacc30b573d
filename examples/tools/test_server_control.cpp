// SPDX-License-Identifier: MIT
#include "test_server_control.hpp"

#include <awaitgram/core/time.hpp>
#include <awaitgram/testing/server/api/method_names.hpp>
#include <awaitgram/testing/server/player.hpp>
#include <awaitgram/testing/server/sights.hpp>
#include <awaitgram/testing/server/telegram.hpp>

#include <asio/buffer.hpp>
#include <asio/error.hpp>
#include <asio/experimental/as_tuple.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/post.hpp>
#include <asio/read_until.hpp>
#include <asio/steady_timer.hpp>
#include <asio/use_awaitable.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <initializer_list>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <tuple>
#include <unistd.h>
#include <utility>

#include "control_command.hpp"

namespace {

namespace ag = awaitgram;
namespace api = awaitgram::api;
using control::clock_type;
using control::command;
using control::json;
using control::refused;

/// The name of a constructor without the prefix of its type: "bold" for messageEntityBold.
template <class Entity>
std::string short_name(const Entity&) {
    constexpr std::string_view prefix = "messageEntity";
    std::string_view name = Entity::tl_line;
    name = name.substr(0, name.find('#'));
    if (name.substr(0, prefix.size()) == prefix)
        name.remove_prefix(prefix.size());
    std::string lower{name};
    if (!lower.empty() && lower[0] >= 'A' && lower[0] <= 'Z')
        lower[0] = static_cast<char>(lower[0] - 'A' + 'a');
    return lower;
}

json buttons_of(const api::ReplyMarkup& markup) {
    const auto* keyboard = markup.get_if<api::replyKeyboardMarkup>();
    const auto* below = markup.get_if<api::replyInlineMarkup>();
    auto rows = json::array();
    if (keyboard == nullptr && below == nullptr)
        return rows;
    for (const auto& row : keyboard != nullptr ? keyboard->rows : below->rows) {
        auto texts = json::array();
        for (const auto& button : row.buttons)
            texts.push_back(button.text() != nullptr ? button.text()->str() : "");
        rows.push_back(std::move(texts));
    }
    return rows;
}

/// A message as its user sees it.
json shown(const ag::testing::stored_message& message) {
    json object{
        {"message", message.id},
        {"from", message.from},
        {"out", message.outgoing},
        {"date", message.date},
        {"text", message.text}};
    if (message.reply_to != 0)
        object["reply_to"] = message.reply_to;
    if (message.silent)
        object["silent"] = true;
    if (!message.entities.empty()) {
        auto entities = json::array();
        for (const auto& entity : message.entities)
            entities.push_back(
                {{"type", entity.visit([](const auto& one) { return short_name(one); })},
                 {"offset", *entity.offset()},
                 {"length", *entity.length()}}
            );
        object["entities"] = std::move(entities);
    }
    if (message.reply_markup) {
        object["keyboard"] =
            message.reply_markup->is<api::replyInlineMarkup>() ? "inline" : "reply";
        object["buttons"] = buttons_of(*message.reply_markup);
    }
    return object;
}

void print(const json& object) {
    // Texts of clients may be no UTF-8.
    const auto line = object.dump(-1, ' ', false, json::error_handler_t::replace);
    std::printf("%s\n", line.c_str());
    std::fflush(stdout);
}

} // namespace

struct test_server_control::parts : control::stage {
    parts(asio::io_context& context, ag::testing::server& telegram)
        : stage(telegram), io(context), server(telegram), input(context), change(context) {
        const auto copy = ::dup(STDIN_FILENO);
        std::error_code error{errno, std::generic_category()};
        if (copy >= 0)
            input.assign(copy, error);
        if (error)
            throw std::system_error(
                error,
                "--control reads standard input, which must be a pipe, a socket or a terminal"
            );
        server.on_server([this] {
            server.data_centre().changed = [this] { asio::post(io, [this] { change.cancel(); }); };
        });
    }

    ~parts() {
        server.on_server([this] { server.data_centre().changed = {}; });
    }

    json add_user(const command& asked) {
        asked.allow({"name"});
        const auto name = asked.text("name");
        if (name.empty())
            throw refused("a user needs a name");
        const auto user = server.user(name);
        return {{"user", user.id()}, {"phone", user.phone()}};
    }

    json add_bot(const command& asked) {
        asked.allow({"token"});
        const auto token = ag::testing::parse_token(asked.text("token"));
        if (!token)
            throw refused("a token is an id and a secret, such as 42:secret");
        return server.on_server([&]() -> json {
            const auto* bot = world().bot_of(*token);
            if (bot == nullptr)
                throw refused("account " + std::to_string(token->id) + " has another token");
            return {{"bot", bot->id}, {"username", bot->username}};
        });
    }

    json write(const command& asked) {
        asked.allow({"from", "to", "text", "reply_to", "silent"});
        const auto from = account(asked, "from");
        const auto to = account(asked, "to");
        const auto text = asked.text("text");
        const auto reply_to = asked.small("reply_to");
        const auto silent = asked.flag("silent");
        return {{"message", play([&](ag::testing::player by) {
                     return by.post(from, to, text, reply_to, silent);
                 })}};
    }

    ag::awaitable<json> press(const command asked) {
        asked.allow({"user", "chat", "message", "button", "wait"});
        const auto user = account(asked, "user");
        const auto chat = asked.has("chat") ? account(asked, "chat") : 0;
        const auto message = asked.small("message");
        const auto button = asked.text("button");
        const auto deadline = clock_type::now() + asked.wait();
        const auto query =
            play([&](ag::testing::player by) { return by.press(user, chat, message, button); });
        json answer = json::object();
        if (query != 0 && asked.has("wait"))
            answer = co_await answer_before(query, deadline);
        answer["query"] = query;
        co_return answer;
    }

    /// The next message or edit that a user has not seen.
    ag::awaitable<json> see(const command asked) {
        asked.allow({"user", "chat", "from", "edits", "wait"});
        const auto user = account(asked, "user");
        const auto chat = account(asked, "chat");
        const auto from = asked.has("from") ? account(asked, "from") : chat > 0 ? chat : 0;
        const auto wanted =
            asked.flag("edits") ? ag::testing::sight_kind::edits : ag::testing::sight_kind::both;
        const auto deadline = clock_type::now() + asked.wait();
        for (;;) {
            auto answer = server.on_server([&]() -> json {
                if (world().find(user) == nullptr)
                    throw refused("there is no account " + std::to_string(user));
                const auto next = seen.next(world(), user, chat, from, wanted);
                if (!next)
                    return {{"seen", false}};
                if (!next->edited) {
                    ag::testing::player{machine(), ag::steady_now()}.read(user, chat, next->id);
                    server.pump();
                }
                auto object = control::json_of(*next);
                object["seen"] = true;
                return object;
            });
            if (answer["seen"] == true || !co_await change_before(deadline))
                co_return answer;
        }
    }

    ag::awaitable<json> ask_inline(const command asked) {
        asked.allow({"user", "bot", "text", "chat", "wait"});
        const auto user = account(asked, "user");
        const auto bot = account(asked, "bot");
        const auto text = asked.text("text");
        const auto chat = asked.has("chat") ? account(asked, "chat") : 0;
        const auto deadline = clock_type::now() + asked.wait();
        const auto query =
            play([&](ag::testing::player by) { return by.ask_inline(user, bot, text, chat); });
        for (;;) {
            auto answer = server.on_server([&] {
                return control::json_of(
                    ag::testing::player{machine(), ag::steady_now()}.inline_results(query)
                );
            });
            answer["query"] = query;
            if (answer["answered"] == true || !co_await change_before(deadline))
                co_return answer;
        }
    }

    /// The messages of a chat after one of them, and whether the other side wrote any of these.
    std::pair<json, bool> messages(std::int64_t user, std::int64_t chat, std::int32_t after) {
        return server.on_server([&] {
            const auto* account = world().find(user);
            if (account == nullptr)
                throw refused("there is no account " + std::to_string(user));
            auto list = json::array();
            auto heard = false;
            std::int32_t last = 0;
            for (const auto id : account->box.ids_with(chat)) {
                if (id <= after)
                    continue;
                const auto& message = *account->box.find(id);
                list.push_back(shown(message));
                heard = heard || !message.outgoing;
                last = id;
            }
            if (heard) {
                ag::testing::player{machine(), ag::steady_now()}.read(user, chat, last);
                server.pump();
            }
            return std::pair{std::move(list), heard};
        });
    }

    ag::awaitable<json> read(const command asked) {
        asked.allow({"user", "chat", "after", "wait"});
        const auto user = account(asked, "user");
        const auto chat = account(asked, "chat");
        const auto after = asked.small("after");
        const auto deadline = clock_type::now() + asked.wait();
        for (;;) {
            auto found = messages(user, chat, after);
            if (found.second || !co_await change_before(deadline)) {
                json answer;
                answer["messages"] = std::move(found.first);
                co_return answer;
            }
        }
    }

    ag::awaitable<json> ready(const command asked) {
        asked.allow({"account", "wait"});
        const auto id = account(asked, "account");
        const auto deadline = clock_type::now() + asked.wait();
        for (;;) {
            const auto followed = server.on_server([&] { return machine().is_followed(id); });
            if (followed || !co_await change_before(deadline)) {
                json answer;
                answer["ready"] = followed;
                co_return answer;
            }
        }
    }

    ag::awaitable<json> callback_answer(const command asked) {
        asked.allow({"query", "wait"});
        const auto id = asked.number("query");
        const auto deadline = clock_type::now() + asked.wait();
        co_return co_await answer_before(id, deadline);
    }

    ag::awaitable<json> answer_before(std::int64_t id, clock_type::time_point deadline) {
        for (;;) {
            auto answer = server.on_server([&]() -> json {
                const auto* query = world().callbacks().find(id);
                if (query == nullptr)
                    throw refused("there is no query " + std::to_string(id));
                if (!query->answer)
                    return {{"answered", false}};
                return {
                    {"answered", true},
                    {"text", query->answer->text},
                    {"url", query->answer->url},
                    {"alert", query->answer->alert}};
            });
            if (answer["answered"] == true || !co_await change_before(deadline))
                co_return answer;
        }
    }

    json refuse(const command& asked) {
        asked.allow({"method", "code", "name", "times"});
        const auto method = ag::testing::method_named(asked.text("method"));
        if (method == 0)
            throw refused("there is no method " + asked.text("method"));
        const auto code = asked.number("code");
        if (code < -9999 || code > 9999)
            throw refused("\"code\" is out of range");
        const auto times = asked.small("times", 1);
        if (times < 1 || times > 1000)
            throw refused("\"times\" is a number from 1 to 1000");
        ag::testing::api_refusal refusal;
        refusal.code = static_cast<std::int32_t>(code);
        refusal.name = asked.text("name");
        server.on_server([&] {
            for (auto time = 0; time != times; ++time)
                machine().refuse_next(method, refusal);
        });
        return json::object();
    }

    /// Waits for a change of the world; false when there was none before the deadline.
    ag::awaitable<bool> change_before(clock_type::time_point deadline) {
        if (clock_type::now() >= deadline)
            co_return false;
        change.expires_at(deadline);
        co_await change.async_wait(asio::experimental::as_tuple(asio::use_awaitable));
        co_return true; // the caller looks once more after the deadline
    }

    ag::awaitable<json> carry_out(const command asked) {
        const auto what = asked.text("do");
        if (what == "user")
            co_return add_user(asked);
        if (what == "bot")
            co_return add_bot(asked);
        if (what == "write")
            co_return write(asked);
        if (what == "press")
            co_return co_await press(asked);
        if (what == "see")
            co_return co_await see(asked);
        if (what == "inline")
            co_return co_await ask_inline(asked);
        if (what == "read")
            co_return co_await read(asked);
        if (what == "ready")
            co_return co_await ready(asked);
        if (what == "answer")
            co_return co_await callback_answer(asked);
        if (what == "refuse")
            co_return refuse(asked);
        auto acted = control::act(*this, asked);
        if (!acted.is_null())
            co_return acted;
        throw refused("there is no command \"" + what + '"');
    }

    ag::awaitable<json> answer_to(std::string line) {
        json answer;
        json id;
        try {
            auto object = json::parse(line);
            if (object.is_object() && object.contains("id"))
                id = object["id"];
            const command asked{std::move(object)};
            answer = co_await carry_out(asked);
            answer["ok"] = true;
        } catch (const json::exception&) {
            answer = json::object();
            answer["error"] = "the line is not JSON";
        } catch (const refused& error) {
            answer = json::object();
            answer["error"] = error.what();
        }
        if (answer.contains("error"))
            answer["ok"] = false;
        if (!id.is_null())
            answer["id"] = std::move(id);
        co_return answer;
    }

    asio::io_context& io;
    ag::testing::server& server;
    asio::posix::stream_descriptor input;
    asio::steady_timer change;
    ag::testing::sights seen{}; // of the server's thread
};

test_server_control::test_server_control(asio::io_context& io, ag::testing::server& server)
    : parts_(std::make_unique<parts>(io, server)) {}

test_server_control::~test_server_control() = default;

ag::awaitable<void> test_server_control::run() {
    constexpr std::size_t longest_line = 1024 * 1024;
    std::string buffer;
    for (;;) {
        const auto done = co_await asio::async_read_until(
            parts_->input,
            asio::dynamic_buffer(buffer, longest_line),
            '\n',
            asio::experimental::as_tuple(asio::use_awaitable)
        );
        const auto error = std::get<0>(done);
        const auto size = std::get<1>(done);
        if (error == asio::error::not_found)
            print({{"ok", false}, {"error", "a line is longer than 1 MiB"}});
        if (error)
            co_return;
        auto line = buffer.substr(0, size);
        buffer.erase(0, size);
        if (line.find_first_not_of(" \t\r\n") == std::string::npos)
            continue;
        const auto answer = co_await parts_->answer_to(std::move(line));
        print(answer);
    }
}
