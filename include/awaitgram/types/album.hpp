// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/types/message.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram {

/// Photos or files that were sent together: messages with the same `album_id`, in the order of their ids.
///
/// A filter for messages asks its first message.
class album : public event_base {
public:
    /// At least one message; all of the same chat.
    explicit album(std::vector<message> messages)
        : album(std::make_shared<const std::vector<message>>(std::move(messages))) {}

    /// The messages.
    [[nodiscard]] const std::vector<message>& messages() const noexcept { return *messages_; }
    [[nodiscard]] std::size_t size() const noexcept { return messages_->size(); }
    [[nodiscard]] auto begin() const noexcept { return messages_->begin(); }
    [[nodiscard]] auto end() const noexcept { return messages_->end(); }
    [[nodiscard]] const message& operator[](std::size_t index) const { return (*messages_)[index]; }

    /// Its first message, to which replies and filters refer.
    [[nodiscard]] const message& first() const noexcept { return messages_->front(); }
    operator const message&() const noexcept { return first(); }

    /// The number that its messages share.
    [[nodiscard]] std::int64_t id() const noexcept { return first().album_id(); }

    /// The first caption that is not empty; empty when there is none.
    [[nodiscard]] std::string_view text() const noexcept {
        for (const auto& each : *messages_)
            if (!each.text().empty())
                return each.text();
        return {};
    }

    /// The chat.
    [[nodiscard]] std::int64_t chat_id() const noexcept { return first().chat_id(); }

    /// The kind of its chat.
    [[nodiscard]] chat_kind kind() const noexcept { return first().kind(); }

    /// The sender, as for messages.
    [[nodiscard]] std::int64_t sender_id() const noexcept { return first().sender_id(); }

    /// The sender's name; empty when unknown.
    [[nodiscard]] std::string sender_name() const { return first().sender_name(); }

    /// Whether the account itself sent it.
    [[nodiscard]] bool outgoing() const noexcept { return first().outgoing(); }

private:
    explicit album(std::shared_ptr<const std::vector<message>> messages)
        : event_base(
              messages->front().peers(), messages->front().receiver(), messages->front().context()
          ),
          messages_(std::move(messages)) {}

    std::shared_ptr<const std::vector<message>> messages_;
};

} // namespace awaitgram
