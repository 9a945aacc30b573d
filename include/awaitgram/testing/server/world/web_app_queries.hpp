// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace awaitgram::testing {

/// A web app of a bot that a user has opened from a chat, and whether the bot has answered it.
struct web_app_query {
    std::int64_t user{};
    std::int64_t bot{};
    std::int64_t dialog{};
    bool answered = false;
};

/// The web apps that were opened, by the ids of their queries.
class web_app_queries {
public:
    /// Adds a query and returns its id.
    std::string add(std::int64_t user, std::int64_t bot, std::int64_t dialog) {
        auto id = "app-" + std::to_string(queries_.size() + 1);
        queries_.emplace(id, web_app_query{user, bot, dialog, false});
        return id;
    }

    [[nodiscard]] web_app_query* find(const std::string& id) {
        const auto known = queries_.find(id);
        return known == queries_.end() ? nullptr : &known->second;
    }

private:
    std::map<std::string, web_app_query> queries_;
};

} // namespace awaitgram::testing
