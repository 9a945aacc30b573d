// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>

#include <memory>
#include <string_view>
#include <utility>

namespace awaitgram {

/// A command of a bot as its menu shows it: a handle that keeps its data alive.
class bot_command {
public:
    /// A command inside of a larger object, which `owner` keeps alive.
    bot_command(std::shared_ptr<const void> owner, const api::botCommand& raw) noexcept
        : owner_(std::move(owner)), raw_(&raw) {}

    /// The command without the slash.
    [[nodiscard]] std::string_view name() const noexcept { return raw_->command; }

    /// The text beside it.
    [[nodiscard]] std::string_view description() const noexcept { return raw_->description; }

    /// The command as Telegram's schema describes it.
    [[nodiscard]] const api::botCommand& raw() const noexcept { return *raw_; }

private:
    std::shared_ptr<const void> owner_;
    const api::botCommand* raw_;
};

} // namespace awaitgram
