// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>
#include <awaitgram/testing/server.hpp>
#include <awaitgram/testing/server/player.hpp>
#include <awaitgram/testing/server/telegram.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

// The commands of the test server's control, and the accounts that they name.

namespace control {

namespace ag = awaitgram;
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

    [[nodiscard]] bool has(const char* name) const { return line_.contains(name); }

    /// Whether a field is there and true.
    [[nodiscard]] bool flag(const char* name) const {
        if (!line_.contains(name))
            return false;
        if (!line_.at(name).is_boolean())
            throw refused(std::string{"\""} + name + "\" must be true or false");
        return line_.at(name).get<bool>();
    }

    /// The items of a list.
    [[nodiscard]] const json& list(const char* name) const {
        const auto& value = field(name);
        if (!value.is_array())
            throw refused(std::string{"\""} + name + "\" must be a list");
        return value;
    }

private:
    json line_;
};

/// The server on which commands are carried out.
class stage {
public:
    explicit stage(ag::testing::server& telegram) : server_(telegram) {}

    [[nodiscard]] ag::testing::server& server() const { return server_; }
    [[nodiscard]] ag::testing::telegram& machine() const { return server_.data_centre(); }
    [[nodiscard]] ag::testing::world& world() const { return machine().accounts(); }

    /// Acts as an account, on the server's thread.
    template <class Act>
    auto play(Act act) const {
        auto done = server_.on_server([&] {
            auto result = act(ag::testing::player{machine(), ag::steady_now()});
            server_.pump();
            return result;
        });
        if (!done)
            throw refused(done.error());
        return *done;
    }

    /// The account or chat that a field names by its id or its @username.
    [[nodiscard]] std::int64_t account(const command& from, const char* name) const {
        return account_in(from.field(name), name);
    }
    [[nodiscard]] std::int64_t account_in(const json& value, const char* name) const {
        if (!value.is_string())
            return command::number_in(value, name);
        auto username = value.get<std::string>();
        if (!username.empty() && username.front() == '@')
            username.erase(0, 1);
        return server_.on_server([&] {
            const auto* known = world().find_username(username);
            if (known == nullptr)
                throw refused("there is no @" + username);
            return known->id;
        });
    }

private:
    ag::testing::server& server_;
};

/// A message as a user sees it, in JSON.
[[nodiscard]] json json_of(const ag::testing::seen_message& seen);
/// The answer of an inline bot, in JSON.
[[nodiscard]] json json_of(const ag::testing::inline_answer& answer);

/// Carries out a command that waits for nothing; null when it is none of these.
[[nodiscard]] json act(const stage& on, const command& asked);

} // namespace control
