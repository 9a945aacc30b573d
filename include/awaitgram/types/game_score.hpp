// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/types/peer_map.hpp>
#include <awaitgram/types/user.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace awaitgram {

/// What a user has reached in a game: a handle that keeps its data alive.
class game_score {
public:
    /// A line inside of a larger object, which `peers` keeps alive. `account` is the one that asked, or null.
    game_score(
        std::shared_ptr<const peer_map> peers, const api::highScore& raw, const self_info* account
    ) noexcept
        : peers_(std::move(peers)), raw_(&raw), account_(account) {}

    /// The place in the list of the best, from 1 on.
    [[nodiscard]] std::int32_t position() const noexcept { return raw_->pos; }
    [[nodiscard]] std::int32_t score() const noexcept { return raw_->score; }
    [[nodiscard]] std::int64_t user_id() const noexcept { return raw_->user_id; }
    /// The user's name; empty when unknown.
    [[nodiscard]] std::string user_name() const { return title_of(*peers_, raw_->user_id); }
    /// The user as a handle; nothing when it did not come along.
    [[nodiscard]] std::optional<awaitgram::user> user() const {
        return awaitgram::user::among(peers_, raw_->user_id, account_);
    }

    /// The line as Telegram's schema describes it; lives as long as this handle.
    [[nodiscard]] const api::highScore* raw() const noexcept { return raw_; }

private:
    std::shared_ptr<const peer_map> peers_;
    const api::highScore* raw_;
    const self_info* account_;
};

} // namespace awaitgram
