// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/updates/pts_info.hpp>

#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <utility>
#include <vector>

namespace awaitgram::updates::detail {

/// The updates that the bare messages of a difference stand for. Messages are not copied: each update refers to the message inside
/// of the decoded reply, which must live longer. A copy of such an update owns everything, as always.
class lent_updates {
public:
    lent_updates() = default;
    lent_updates(lent_updates&&) noexcept = default;
    lent_updates& operator=(lent_updates&&) = delete;
    ~lent_updates() {
        for (auto& update : updates_)
            take_back(update);
    }

    void add(const api::Message& message) {
        if (channel_of(message) != 0)
            lend<api::updateNewChannelMessage>(message);
        else
            lend<api::updateNewMessage>(message);
    }
    void add(const api::EncryptedMessage& message) {
        lend<api::updateNewEncryptedMessage>(message);
    }

    void reserve(std::size_t count) { updates_.reserve(count); }

    template <class Message>
    void add_all(const tl::vector<Message>& messages) {
        updates_.reserve(updates_.size() + messages.size());
        for (const auto& message : messages)
            add(message);
    }

    [[nodiscard]] const api::Update* begin() const noexcept { return updates_.data(); }
    [[nodiscard]] std::size_t size() const noexcept { return updates_.size(); }

private:
    // A box is one pointer; a second box with the same pointer must be emptied before it is destroyed.
    template <class Wrapper, class Box>
    void lend(const Box& message) {
        static_assert(sizeof(Box) == sizeof(void*));
        auto& update = updates_.emplace_back(Wrapper{});
        auto& place = update.template get_if<Wrapper>()->message;
        std::memcpy(static_cast<void*>(&place), static_cast<const void*>(&message), sizeof place);
    }

    static void take_back(api::Update& update) noexcept {
        if (auto* common = update.get_if<api::updateNewMessage>())
            ::new (static_cast<void*>(&common->message)) api::Message;
        else if (auto* channel = update.get_if<api::updateNewChannelMessage>())
            ::new (static_cast<void*>(&channel->message)) api::Message;
        else if (auto* secret = update.get_if<api::updateNewEncryptedMessage>())
            ::new (static_cast<void*>(&secret->message)) api::EncryptedMessage;
    }

    std::vector<api::Update> updates_{};
};

/// A difference with the updates made of its messages.
template <class Reply>
struct difference_content {
    explicit difference_content(Reply&& value) : reply(std::move(value)) {}

    Reply reply;
    lent_updates messages{}; // destroyed before the reply they refer to
};

} // namespace awaitgram::updates::detail
