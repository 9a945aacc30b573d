// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace awaitgram::testing {

/// A bot's answer to a pressed button, as the user sees it.
struct callback_answer {
    std::string text{};
    std::string url{};
    /// Shown as a window that the user closes.
    bool alert = false;
    std::int32_t cache_time{};
};

/// A button that a user has pressed, and the bot's answer once it has come.
struct callback_query {
    std::int64_t user{};
    std::int64_t bot{};
    std::optional<callback_answer> answer{};
};

/// The buttons pressed last, a limited number of them, by the ids of their queries.
class callback_queries {
public:
    static constexpr std::size_t most_kept = 1024;

    /// Adds a query and returns its id.
    std::int64_t add(std::int64_t user, std::int64_t bot) {
        const auto id = ++last_id_;
        queries_.emplace(id, callback_query{user, bot, std::nullopt});
        if (queries_.size() > most_kept)
            queries_.erase(queries_.begin());
        return id;
    }

    [[nodiscard]] callback_query* find(std::int64_t id) {
        const auto known = queries_.find(id);
        return known == queries_.end() ? nullptr : &known->second;
    }

private:
    std::int64_t last_id_ = 0;
    std::map<std::int64_t, callback_query> queries_;
};

} // namespace awaitgram::testing
