// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/time.hpp>
#include <awaitgram/types/event_of.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace awaitgram {

/// A story was posted, edited or deleted; updateStory.
class story_update : public event_of<api::updateStory> {
public:
    using event_of::event_of;

    /// The user or channel whose story it is.
    [[nodiscard]] std::int64_t chat_id() const noexcept { return dialog_id(raw().peer); }

    /// The same, as for messages.
    [[nodiscard]] std::int64_t user_id() const noexcept { return chat_id(); }

    /// The name of the user or channel; empty when unknown.
    [[nodiscard]] std::string user_name() const { return detail::known_name(*this, user_id()); }

    /// The story's id, unique for its user or channel.
    [[nodiscard]] std::int32_t story_id() const noexcept {
        if (const auto* gone = raw().story.get_if<api::storyItemDeleted>())
            return gone->id;
        if (const auto* skipped = raw().story.get_if<api::storyItemSkipped>())
            return skipped->id;
        const auto* whole = story();
        return whole ? whole->id : 0;
    }

    /// Whether it was deleted.
    [[nodiscard]] bool deleted() const noexcept { return raw().story.is<api::storyItemDeleted>(); }

    /// The story; null when it was deleted, or came as its id alone.
    [[nodiscard]] const api::storyItem* story() const noexcept {
        return raw().story.get_if<api::storyItem>();
    }

    /// The caption; empty when there is none.
    [[nodiscard]] std::string_view caption() const noexcept {
        const auto* whole = story();
        return whole && whole->caption ? whole->caption->view() : std::string_view{};
    }
};

} // namespace awaitgram
