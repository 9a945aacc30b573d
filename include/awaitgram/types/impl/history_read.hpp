// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/types/history_read.hpp>

#include <cstdint>
#include <optional>

namespace awaitgram {

AWAITGRAM_DECL std::int64_t history_read::chat_id() const noexcept {
    return visit<std::int64_t>([](const auto& raw) {
        if constexpr (requires { raw.channel_id; })
            return detail::dialog_of_channel(raw.channel_id);
        else
            return dialog_id(raw.peer);
    });
}

AWAITGRAM_DECL bool history_read::outbox() const noexcept {
    return raw_if<api::updateReadHistoryOutbox>() != nullptr ||
           raw_if<api::updateReadChannelOutbox>() != nullptr ||
           raw_if<api::updateReadChannelDiscussionOutbox>() != nullptr ||
           raw_if<api::updateReadMonoForumOutbox>() != nullptr;
}

AWAITGRAM_DECL std::int32_t history_read::max_id() const noexcept {
    return visit<std::int32_t>([](const auto& raw) {
        if constexpr (requires { raw.max_id; })
            return raw.max_id;
        else
            return raw.read_max_id;
    });
}

AWAITGRAM_DECL std::optional<std::int32_t> history_read::unread_count() const noexcept {
    return visit<std::optional<std::int32_t>>([](const auto& raw) -> std::optional<std::int32_t> {
        if constexpr (requires { raw.still_unread_count; })
            return raw.still_unread_count;
        else
            return std::nullopt;
    });
}

AWAITGRAM_DECL std::int32_t history_read::topic_id() const noexcept {
    if (const auto* inbox = raw_if<api::updateReadHistoryInbox>())
        return inbox->top_msg_id.value_or(0);
    if (const auto* thread = raw_if<api::updateReadChannelDiscussionInbox>())
        return thread->top_msg_id;
    const auto* own_thread = raw_if<api::updateReadChannelDiscussionOutbox>();
    return own_thread ? own_thread->top_msg_id : 0;
}

} // namespace awaitgram
