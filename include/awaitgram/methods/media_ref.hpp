// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/types/media.hpp>

#include <string_view>
#include <type_traits>

namespace awaitgram {

/// A reference to media that are sent without an upload: those of a message, `photo_at` an address, or an `api::InputMedia`.
///
/// It lives no longer than the media. Methods read it before they return their awaitable.
class media_ref {
public:
    /// The media of a message, `message.media()`.
    media_ref(const media_view& received) noexcept : received_(received.raw()) {}
    /// Media of the schema, which are sent as they are.
    media_ref(const api::InputMedia& raw) noexcept : raw_(&raw) {}

    /// What is sent.
    ///
    /// Errors: std::logic_error for media that cannot be sent again, such as a preview of a web page.
    [[nodiscard]] api::InputMedia input() const;

private:
    const api::MessageMedia* received_ = nullptr;
    const api::InputMedia* raw_ = nullptr;
};

static_assert(std::is_trivially_destructible_v<media_ref>);

/// A photo at an address, which Telegram fetches: a JPEG of at most 5 MB.
[[nodiscard]] api::InputMedia photo_at(std::string_view url);
/// A file at an address, which Telegram fetches: a GIF, PDF or ZIP of at most 20 MB.
[[nodiscard]] api::InputMedia document_at(std::string_view url);

} // namespace awaitgram
