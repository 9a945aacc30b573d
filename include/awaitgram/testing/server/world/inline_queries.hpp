// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace awaitgram::testing {

/// A question of a user to an inline bot, and the results once they have come.
struct inline_query {
    std::int64_t user{};
    std::int64_t bot{};
    std::string text{};
    std::optional<api::messages::botResults> results{};
};

/// The place of a message that an inline bot may edit: an account that has it, the chat, and its id there.
struct inline_message {
    std::int64_t account{};
    std::int64_t dialog{};
    std::int32_t id{};
    std::int64_t bot{};
};

/// The inline queries asked last and the messages sent last with their results, a limited number of each.
class inline_queries {
public:
    static constexpr std::size_t most_kept = 1024;

    /// The data centre that the identifiers of messages name.
    [[nodiscard]] std::int32_t dc() const noexcept { return dc_; }
    void live_at(std::int32_t dc) noexcept { dc_ = dc; }

    /// Adds a query and returns its id.
    std::int64_t add(std::int64_t user, std::int64_t bot, std::string text) {
        const auto id = ++last_id_;
        queries_.emplace(id, inline_query{user, bot, std::move(text), std::nullopt});
        if (queries_.size() > most_kept)
            queries_.erase(queries_.begin());
        return id;
    }

    /// The id of the query added last.
    [[nodiscard]] std::int64_t last_query() const noexcept { return last_id_; }

    [[nodiscard]] inline_query* find(std::int64_t id) {
        const auto known = queries_.find(id);
        return known == queries_.end() ? nullptr : &known->second;
    }

    /// Reserves the number of a message.
    [[nodiscard]] std::int32_t next_message() { return ++last_message_; }
    void add_message(std::int32_t number, const inline_message& place) {
        messages_[number] = place;
        if (messages_.size() > most_kept)
            messages_.erase(messages_.begin());
    }
    [[nodiscard]] const inline_message* find_message(std::int32_t number) const {
        const auto known = messages_.find(number);
        return known == messages_.end() ? nullptr : &known->second;
    }

private:
    std::int64_t last_id_ = std::int64_t{1} << 40; // never that of a pressed button
    std::int32_t last_message_ = 0;
    std::int32_t dc_ = 2;
    std::map<std::int64_t, inline_query> queries_;
    std::map<std::int32_t, inline_message> messages_;
};

} // namespace awaitgram::testing
