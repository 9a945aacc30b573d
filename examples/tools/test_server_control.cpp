// SPDX-License-Identifier: MIT
#include "test_server_control.hpp"

#include <awaitgram/core/time.hpp>
#include <awaitgram/testing/server/api/method_names.hpp>
#include <awaitgram/testing/server/player.hpp>
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

namespace {

namespace ag = awaitgram;
namespace api = awaitgram::api;
using nlohmann::json;
using clock_type = std::chrono::steady_clock;

/// A command that cannot be carried out; its text is the answer.
struct refused : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The fields of a command.
class command {
public:
    explicit command(json line) : line_(std::move(line)) {
        if (!line_.is_object())
            throw refused("a command is a JSON object");
    }

    [[nodiscard]] std::string text(const char* name) const {
        const auto& value = field(name);
        if (!value.is_string())
            throw refused(std::string{"\""} + name + "\" must be a string");
        return value.get<std::string>();
    }

    [[nodiscard]] std::int64_t number(const char* name) const {
        return number_in(field(name), name);
    }

    [[nodiscard]] std::int64_t number(const char* name, std::int64_t otherwise) const {
        return line_.contains(name) ? number(name) : otherwise;
    }

    [[nodiscard]] std::int32_t small(const char* name, std::int32_t otherwise = 0) const {
        const auto value = number(name, otherwise);
        if (value < 0 || value > std::numeric_limits<std::int32_t>::max())
            throw refused(std::string{"\""} + name + "\" is out of range");
        return static_cast<std::int32_t>(value);
    }

    /// How long to wait; whole seconds or a fraction.
    [[nodiscard]] clock_type::duration wait() const {
        constexpr auto longest = 600.0;
        if (!line_.contains("wait"))
            return {};
        const auto& value = line_.at("wait");
        if (!value.is_number() || !(value.get<double>() >= 0) || value.get<double>() > longest)
            throw refused("\"wait\" is a number of seconds from 0 to 600");
        return std::chrono::duration_cast<clock_type::duration>(std::chrono::duration<double>{
            value.get<double>()});
    }

    /// A misspelt field would otherwise be a field that is missing.
    void allow(std::initializer_list<std::string_view> names) const {
        for (const auto& [name, value] : line_.items())
            if (name != "id" && name != "do" &&
                std::find(names.begin(), names.end(), name) == names.end())
                throw refused("this command has no field \"" + name + '"');
    }

    [[nodiscard]] const json& field(const char* name) const {
        const auto known = line_.find(name);
        if (known == line_.end())
            throw refused(std::string{"the field \""} + name + "\" is missing");
        return *known;
    }

    static std::int64_t number_in(const json& value, const char* name) {
        const auto fits =
            value.is_number_integer() &&
            (!value.is_number_unsigned() ||
             value.get<std::uint64_t>() <=
                 static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
        if (!fits)
            throw refused(std::string{"\""} + name + "\" must be an integer of 64 bits");
        return value.get<std::int64_t>();
    }

private:
    json line_;
};

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

struct test_server_control::parts {
    parts(asio::io_context& context, ag::testing::server& telegram)
        : io(context), server(telegram), input(context), change(context) {
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

    [[nodiscard]] ag::testing::telegram& machine() { return server.data_centre(); }
    [[nodiscard]] ag::testing::world& world() { return machine().accounts(); }

    /// Acts as an account, on the server's thread.
    template <class Act>
    auto play(Act act) {
        auto done = server.on_server([&] {
            auto result = act(ag::testing::player{machine(), ag::steady_now()});
            server.pump();
            return result;
        });
        if (!done)
            throw refused(done.error());
        return *done;
    }

    /// The account that a field names by its id or its @username.
    std::int64_t account(const command& from, const char* name) {
        const auto& value = from.field(name);
        if (!value.is_string())
            return command::number_in(value, name);
        auto username = value.get<std::string>();
        if (!username.empty() && username.front() == '@')
            username.erase(0, 1);
        return server.on_server([&] {
            const auto* known = world().find_username(username);
            if (known == nullptr)
                throw refused("there is no @" + username);
            return known->id;
        });
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
        asked.allow({"from", "to", "text", "reply_to"});
        const auto from = account(asked, "from");
        const auto to = account(asked, "to");
        const auto text = asked.text("text");
        const auto reply_to = asked.small("reply_to");
        return {{"message", play([&](ag::testing::player by) {
                     return by.write(from, to, text, reply_to);
                 })}};
    }

    json press(const command& asked) {
        asked.allow({"user", "message", "button"});
        const auto user = account(asked, "user");
        const auto message = asked.small("message");
        const auto button = asked.text("button");
        return {{"query", play([&](ag::testing::player by) {
                     return by.press(user, message, button);
                 })}};
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
            co_return press(asked);
        if (what == "read")
            co_return co_await read(asked);
        if (what == "ready")
            co_return co_await ready(asked);
        if (what == "answer")
            co_return co_await callback_answer(asked);
        if (what == "refuse")
            co_return refuse(asked);
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
