// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/keyboard/ref.hpp>
#include <awaitgram/text/text_ref.hpp>

#include <cstddef>
#include <string_view>
#include <type_traits>

namespace awaitgram {

/// How a result of an inline query looks, and the message that it sends.
struct inline_result_options {
    /// The line below the title.
    std::string_view description{};
    /// A link that belongs to an article.
    std::string_view url{};
    /// The address of a small picture, a JPEG file.
    std::string_view thumbnail{};
    /// The caption of a photo, a GIF or a video; the text of an article is a parameter.
    text_ref caption{};
    /// Whether links in the text are shown without a preview.
    bool no_preview = false;
    /// Buttons below the message; with them, chosen_inline_result can edit it.
    keyboard_ref keyboard = {};
};

static_assert(std::is_trivially_destructible_v<inline_result_options>);

/// The results of an inline query, in order: `inline_results().article("1", "Title", "the text to send")`.
///
/// Each has an identifier of 1 to 64 bytes that no other one has, which chosen_inline_result names.
/// Errors: std::system_error with keyboard_errc or text_errc for a keyboard or a text that Telegram does not allow.
class inline_results {
public:
    inline_results() = default;

    /// A result with a title that sends a text.
    inline_results& article(
        std::string_view id,
        std::string_view title,
        text_ref content,
        inline_result_options options = {}
    );

    /// A photo, a JPEG file at an address.
    inline_results&
    photo(std::string_view id, std::string_view url, inline_result_options options = {});

    /// A GIF at an address.
    inline_results&
    gif(std::string_view id, std::string_view url, inline_result_options options = {});

    /// A video at an address, an MP4 file.
    inline_results& video(
        std::string_view id,
        std::string_view title,
        std::string_view url,
        inline_result_options options = {}
    );

    /// Any result of the schema.
    inline_results& add(api::InputBotInlineResult result);

    /// The number of results.
    [[nodiscard]] std::size_t size() const noexcept { return results_.size(); }

    /// The results as Telegram's schema describes them.
    [[nodiscard]] const tl::vector<api::InputBotInlineResult>& raw() const noexcept {
        return results_;
    }

private:
    tl::vector<api::InputBotInlineResult> results_{};
};

} // namespace awaitgram
