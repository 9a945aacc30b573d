// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>

#include <memory>
#include <string_view>
#include <utility>

namespace awaitgram {

/// The texts about a bot in one language: a handle that keeps its data alive.
class bot_info {
public:
    bot_info(std::shared_ptr<const void> owner, const api::bots::botInfo& raw) noexcept
        : owner_(std::move(owner)), raw_(&raw) {}

    /// The bot's name.
    [[nodiscard]] std::string_view name() const noexcept { return raw_->name; }

    /// The text in its profile, which is also sent together with a link to it.
    [[nodiscard]] std::string_view about() const noexcept { return raw_->about; }

    /// The text in the chat with it before the user has started it.
    [[nodiscard]] std::string_view description() const noexcept { return raw_->description; }

private:
    std::shared_ptr<const void> owner_;
    const api::bots::botInfo* raw_;
};

} // namespace awaitgram
