// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>

#include <chrono>
#include <memory>
#include <string_view>
#include <utility>

namespace awaitgram {

/// The answer of a bot to the press of a button: a handle that keeps its data alive.
class callback_answer {
public:
    callback_answer(
        std::shared_ptr<const void> owner, const api::messages::botCallbackAnswer& raw
    ) noexcept
        : owner_(std::move(owner)), raw_(&raw) {}

    /// The text that is shown; empty for none.
    [[nodiscard]] std::string_view text() const noexcept {
        return raw_->message ? raw_->message->view() : std::string_view{};
    }

    /// Whether the text is shown in a window that must be closed.
    [[nodiscard]] bool alert() const noexcept { return raw_->alert; }

    /// The address that is opened, such as that of a game; empty for none.
    [[nodiscard]] std::string_view url() const noexcept {
        return raw_->url ? raw_->url->view() : std::string_view{};
    }

    /// For how long the same press has the same answer.
    [[nodiscard]] std::chrono::seconds cache_time() const noexcept {
        return std::chrono::seconds{raw_->cache_time};
    }

private:
    std::shared_ptr<const void> owner_;
    const api::messages::botCallbackAnswer* raw_;
};

} // namespace awaitgram
