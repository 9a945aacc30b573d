// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

namespace awaitgram {

/// A result of an inline bot, which can be sent: a handle that keeps its data alive.
class inline_bot_result {
public:
    inline_bot_result(
        std::shared_ptr<const void> owner, const api::BotInlineResult& raw, std::int64_t query
    ) noexcept
        : owner_(std::move(owner)), raw_(&raw), query_(query) {}

    /// The query that it answers.
    [[nodiscard]] std::int64_t query_id() const noexcept { return query_; }

    /// Its identifier among the results.
    [[nodiscard]] std::string_view id() const noexcept {
        return raw_->visit([](const auto& one) -> std::string_view { return one.id; });
    }

    /// Its kind: article, photo, gif, video, audio, voice, file, geo, venue, contact, game, sticker.
    [[nodiscard]] std::string_view type() const noexcept {
        return raw_->visit([](const auto& one) -> std::string_view { return one.type; });
    }

    /// Its title; empty for none.
    [[nodiscard]] std::string_view title() const noexcept {
        return raw_->visit([](const auto& one) -> std::string_view {
            return one.title ? one.title->view() : std::string_view{};
        });
    }

    /// The line below its title; empty for none.
    [[nodiscard]] std::string_view description() const noexcept {
        return raw_->visit([](const auto& one) -> std::string_view {
            return one.description ? one.description->view() : std::string_view{};
        });
    }

    /// The text, or the caption, of the message that it sends; empty for none.
    [[nodiscard]] std::string_view text() const noexcept {
        const auto* message = raw_->visit([](const auto& one) { return &one.send_message; });
        return message->visit([](const auto& one) -> std::string_view {
            if constexpr (requires { one.message.view(); })
                return one.message;
            else
                return {};
        });
    }

    /// The result as Telegram's schema describes it.
    [[nodiscard]] const api::BotInlineResult& raw() const noexcept { return *raw_; }

private:
    std::shared_ptr<const void> owner_;
    const api::BotInlineResult* raw_;
    std::int64_t query_;
};

/// The answer of an inline bot to a query: a handle that keeps its data alive. Telegram forgets it after some minutes.
class inline_bot_results {
public:
    inline_bot_results(
        std::shared_ptr<const void> owner, const api::messages::botResults& raw
    ) noexcept
        : owner_(std::move(owner)), raw_(&raw) {}

    [[nodiscard]] std::int64_t query_id() const noexcept { return raw_->query_id; }

    [[nodiscard]] std::size_t size() const noexcept { return raw_->results.size(); }
    [[nodiscard]] bool empty() const noexcept { return size() == 0; }

    /// One of the results; `index` is below `size()`.
    [[nodiscard]] inline_bot_result operator[](std::size_t index) const noexcept {
        return {owner_, raw_->results[index], raw_->query_id};
    }

    /// The offset for a query of more results; empty when there are no more.
    [[nodiscard]] std::string_view next_offset() const noexcept {
        return raw_->next_offset ? raw_->next_offset->view() : std::string_view{};
    }

    /// Whether the bot wants them shown as a grid of pictures.
    [[nodiscard]] bool gallery() const noexcept { return raw_->gallery; }

    /// The text of the button above the results; empty for none.
    [[nodiscard]] std::string_view button() const noexcept {
        if (raw_->switch_pm)
            return raw_->switch_pm->text;
        return raw_->switch_webview ? raw_->switch_webview->text.view() : std::string_view{};
    }

    /// The answer as Telegram's schema describes it.
    [[nodiscard]] const api::messages::botResults& raw() const noexcept { return *raw_; }

private:
    std::shared_ptr<const void> owner_;
    const api::messages::botResults* raw_;
};

} // namespace awaitgram
