// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/types/peer_map.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram {

/// A folder of the list of chats: a handle that keeps its data alive.
class chat_folder {
public:
    /// The list of all chats, which is a folder, too.
    chat_folder() noexcept = default;

    /// A folder inside of a larger object, which `kept` keeps alive.
    /// `self` is the account's id, which stands for its Saved Messages.
    chat_folder(
        std::shared_ptr<const peer_map> kept, const api::DialogFilter& raw, std::int64_t self = 0
    ) noexcept
        : kept_(std::move(kept)), own_(raw.get_if<api::dialogFilter>()),
          shared_(raw.get_if<api::dialogFilterChatlist>()), self_(self) {}

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

    /// The chats that are pinned to its top, the first one first, in the Bot API's numbering.
    [[nodiscard]] std::vector<std::int64_t> pinned_ids() const;
    /// The other chats that were put into it.
    [[nodiscard]] std::vector<std::int64_t> included_ids() const;
    /// The chats that are left out, although they are of its kinds.
    [[nodiscard]] std::vector<std::int64_t> excluded_ids() const;

    /// The folder as Telegram's schema describes it, with its kinds of chats; null for others than those of the account's own.
    [[nodiscard]] const api::dialogFilter* raw() const noexcept { return own_; }
    /// The same for one that is shared; null for others.
    [[nodiscard]] const api::dialogFilterChatlist* raw_shared() const noexcept { return shared_; }

private:
    std::shared_ptr<const peer_map> kept_{};
    const api::dialogFilter* own_ = nullptr;
    const api::dialogFilterChatlist* shared_ = nullptr;
    std::int64_t self_ = 0;
};

} // namespace awaitgram
