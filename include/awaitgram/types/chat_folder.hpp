// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/types/peer_map.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

namespace awaitgram {

/// A folder of the list of chats: a handle that keeps its data alive.
class chat_folder {
public:
    /// The list of all chats, which is a folder, too.
    chat_folder() noexcept = default;

    /// A folder inside of a larger object, which `kept` keeps alive.
    chat_folder(std::shared_ptr<const peer_map> kept, const api::DialogFilter& raw) noexcept
        : kept_(std::move(kept)), own_(raw.get_if<api::dialogFilter>()),
          shared_(raw.get_if<api::dialogFilterChatlist>()) {}

    /// The id, from 2 on; 0 for the list of all chats.
    [[nodiscard]] std::int32_t id() const noexcept {
        if (own_ != nullptr)
            return own_->id;
        return shared_ != nullptr ? shared_->id : 0;
    }
    /// The title; empty for the list of all chats.
    [[nodiscard]] std::string_view title() const noexcept {
        if (own_ != nullptr)
            return own_->title.text.view();
        return shared_ != nullptr ? shared_->title.text.view() : std::string_view{};
    }
    /// The emoji that stands for its icon; empty for none.
    [[nodiscard]] std::string_view emoji() const noexcept {
        const auto* text = own_ != nullptr      ? &own_->emoticon
                           : shared_ != nullptr ? &shared_->emoticon
                                                : nullptr;
        return text != nullptr && *text ? (*text)->view() : std::string_view{};
    }
    /// Whether it is the list of all chats.
    [[nodiscard]] bool all_chats() const noexcept { return own_ == nullptr && shared_ == nullptr; }
    /// Whether it came by a link, or has one, so that it has chats but no kinds of chats.
    [[nodiscard]] bool shared() const noexcept { return shared_ != nullptr; }
    /// How many chats were put into it, those that are pinned there included.
    [[nodiscard]] std::size_t chats_count() const noexcept {
        if (own_ != nullptr)
            return own_->pinned_peers.size() + own_->include_peers.size();
        return shared_ != nullptr ? shared_->pinned_peers.size() + shared_->include_peers.size()
                                  : 0;
    }

    /// The folder as Telegram's schema describes it, with its kinds of chats; null for others than those of the account's own.
    [[nodiscard]] const api::dialogFilter* raw() const noexcept { return own_; }
    /// The same for one that is shared; null for others.
    [[nodiscard]] const api::dialogFilterChatlist* raw_shared() const noexcept { return shared_; }

private:
    std::shared_ptr<const peer_map> kept_{};
    const api::dialogFilter* own_ = nullptr;
    const api::dialogFilterChatlist* shared_ = nullptr;
};

} // namespace awaitgram
