// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/awaitable.hpp>
#include <awaitgram/methods/detail/cursor.hpp>
#include <awaitgram/peers/chat_query.hpp>
#include <awaitgram/types/forum_topic.hpp>
#include <awaitgram/types/self_info.hpp>

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>

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
class topic_cursor final : public detail::cursor<forum_topic> {
public:
    /// Used by forum_methods::topics.
    topic_cursor(const self_info* account, chat_query chat, topic_options options);

private:
    awaitable<void> fetch() override;

    const self_info* account_;
    chat_query chat_;
    std::string search_;
    /// Where the next page begins.
    std::int32_t offset_date_ = 0;
    std::int32_t offset_id_ = 0;
    std::int32_t offset_topic_ = 0;
    std::set<std::int32_t> seen_{};
};

} // namespace awaitgram
