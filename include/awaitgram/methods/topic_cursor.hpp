// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/peers/chat_query.hpp>
#include <awaitgram/types/forum_topic.hpp>
#include <awaitgram/types/self_info.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace awaitgram {

/// Which topics are listed.
struct topic_options {
    /// A part of the title; empty for all.
    std::string_view search = {};
    /// How many at most; 0 for all.
    std::int32_t limit = 0;
};
static_assert(std::is_trivially_destructible_v<topic_options>);

/// The topics of a forum, each once, those that are pinned first, fetched a hundred at a time.
class topic_cursor {
public:
    /// Used by forum_methods::topics.
    topic_cursor(const self_info* account, chat_query chat, topic_options options);

    /// The next topic, or nothing after the last one.
    ///
    /// Errors:  rpc_error when Telegram refuses; peer_error when the chat cannot be reached; std::system_error when the link breaks.
    /// Cancels: the same topic comes with the next call.
    [[nodiscard]] awaitable<std::optional<forum_topic>> next();

    /// How many there are in all; nothing before the first call of `next`.
    [[nodiscard]] std::optional<std::int32_t> total() const noexcept { return total_; }

private:
    awaitable<void> fetch();

    const self_info* account_;
    chat_query chat_;
    std::string search_;
    std::int32_t limit_;
    std::vector<forum_topic> page_{};
    std::size_t at_ = 0;
    std::int32_t given_ = 0;
    /// Where the next page begins.
    std::int32_t offset_date_ = 0;
    std::int32_t offset_id_ = 0;
    std::int32_t offset_topic_ = 0;
    std::set<std::int32_t> seen_{};
    std::optional<std::int32_t> total_{};
    bool complete_ = false;
};

} // namespace awaitgram
