// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/types/event_of.hpp>
#include <awaitgram/types/full_chat.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace awaitgram {

namespace detail {

[[nodiscard]] inline std::optional<std::int32_t> counted(const tl::opt<std::int32_t>& number
) noexcept {
    return number ? std::optional{*number} : std::nullopt;
}

} // namespace detail

AWAITGRAM_DECL full_chat::full_chat(
    std::shared_ptr<const peer_map> peers, const api::ChatFull& raw, const self_info* account
) noexcept
    : peers_(std::move(peers)), account_(account) {
    if (const auto* group = raw.get_if<api::chatFull>()) {
        raw_ = group;
        form_ = form::group;
    } else if (const auto* channel = raw.get_if<api::channelFull>()) {
        raw_ = channel;
        form_ = form::channel;
    }
}

template <class Result, class Read>
Result full_chat::visit(Read read) const noexcept {
    Result result{};
    if (const auto* person = raw<api::userFull>()) {
        if constexpr (requires { read(*person); })
            result = read(*person);
    } else if (const auto* group = raw<api::chatFull>()) {
        if constexpr (requires { read(*group); })
            result = read(*group);
    } else if (const auto* channel = raw<api::channelFull>()) {
        if constexpr (requires { read(*channel); })
            result = read(*channel);
    }
    return result;
}

AWAITGRAM_DECL std::int64_t full_chat::id() const noexcept {
    if (const auto* person = raw<api::userFull>())
        return detail::dialog_of_user(person->id);
    if (const auto* group = raw<api::chatFull>())
        return detail::dialog_of_group(group->id);
    const auto* channel = raw<api::channelFull>();
    return channel != nullptr ? detail::dialog_of_channel(channel->id) : 0;
}

AWAITGRAM_DECL chat full_chat::chat() const {
    return awaitgram::chat::among(peers_, id(), account_).value_or(awaitgram::chat{});
}

AWAITGRAM_DECL std::string_view full_chat::about() const noexcept {
    if (const auto* person = raw<api::userFull>())
        return person->about ? person->about->view() : std::string_view{};
    if (const auto* group = raw<api::chatFull>())
        return group->about.view();
    const auto* channel = raw<api::channelFull>();
    return channel != nullptr ? channel->about.view() : std::string_view{};
}

AWAITGRAM_DECL std::optional<std::int32_t> full_chat::members_count() const noexcept {
    if (const auto* group = raw<api::chatFull>()) {
        const auto* listed = group->participants.get_if<api::chatParticipants>();
        return listed != nullptr
                   ? std::optional{static_cast<std::int32_t>(listed->participants.size())}
                   : std::nullopt;
    }
    const auto* channel = raw<api::channelFull>();
    return channel != nullptr ? detail::counted(channel->participants_count) : std::nullopt;
}

AWAITGRAM_DECL std::optional<std::int32_t> full_chat::admins_count() const noexcept {
    const auto* channel = raw<api::channelFull>();
    return channel != nullptr ? detail::counted(channel->admins_count) : std::nullopt;
}

AWAITGRAM_DECL std::optional<std::int32_t> full_chat::banned_count() const noexcept {
    const auto* channel = raw<api::channelFull>();
    return channel != nullptr ? detail::counted(channel->kicked_count) : std::nullopt;
}

AWAITGRAM_DECL std::optional<std::int32_t> full_chat::restricted_count() const noexcept {
    const auto* channel = raw<api::channelFull>();
    return channel != nullptr ? detail::counted(channel->banned_count) : std::nullopt;
}

AWAITGRAM_DECL std::optional<std::int32_t> full_chat::online_count() const noexcept {
    const auto* channel = raw<api::channelFull>();
    return channel != nullptr ? detail::counted(channel->online_count) : std::nullopt;
}

AWAITGRAM_DECL bool full_chat::members_visible() const noexcept {
    if (const auto* group = raw<api::chatFull>())
        return group->participants.is<api::chatParticipants>();
    const auto* channel = raw<api::channelFull>();
    return channel != nullptr && channel->can_view_participants;
}

AWAITGRAM_DECL bool full_chat::members_hidden() const noexcept {
    const auto* channel = raw<api::channelFull>();
    return channel != nullptr && channel->participants_hidden;
}

AWAITGRAM_DECL bool full_chat::history_hidden() const noexcept {
    const auto* channel = raw<api::channelFull>();
    return channel != nullptr && channel->hidden_prehistory;
}

AWAITGRAM_DECL std::int32_t full_chat::pinned_message_id() const noexcept {
    return visit<std::int32_t>([](const auto& raw) { return raw.pinned_msg_id.value_or(0); });
}

AWAITGRAM_DECL std::int64_t full_chat::linked_chat_id() const noexcept {
    const auto* channel = raw<api::channelFull>();
    return channel != nullptr ? detail::dialog_of_channel(channel->linked_chat_id.value_or(0)) : 0;
}

AWAITGRAM_DECL std::int64_t full_chat::migrated_from() const noexcept {
    const auto* channel = raw<api::channelFull>();
    return channel != nullptr ? detail::dialog_of_group(channel->migrated_from_chat_id.value_or(0))
                              : 0;
}

AWAITGRAM_DECL std::chrono::seconds full_chat::slow_mode() const noexcept {
    const auto* channel = raw<api::channelFull>();
    return std::chrono::seconds{channel != nullptr ? channel->slowmode_seconds.value_or(0) : 0};
}

AWAITGRAM_DECL std::optional<time_point> full_chat::next_message_at() const noexcept {
    const auto* channel = raw<api::channelFull>();
    return channel != nullptr && channel->slowmode_next_send_date
               ? std::optional{from_unix(*channel->slowmode_next_send_date)}
               : std::nullopt;
}

AWAITGRAM_DECL std::chrono::seconds full_chat::message_lifetime() const noexcept {
    return std::chrono::seconds{
        visit<std::int32_t>([](const auto& raw) { return raw.ttl_period.value_or(0); })};
}

AWAITGRAM_DECL std::string_view full_chat::invite_link() const noexcept {
    const auto read = [](const auto& raw) -> std::string_view
        requires requires { raw.exported_invite; }
    {
        const auto* link = raw.exported_invite
                               ? raw.exported_invite->template get_if<api::chatInviteExported>()
                               : nullptr;
        return link != nullptr ? link->link.view() : std::string_view{};
    };
    return visit<std::string_view>(read);
}

AWAITGRAM_DECL std::int32_t full_chat::join_requests_count() const noexcept {
    const auto read = [](const auto& raw) -> std::int32_t
        requires requires { raw.requests_pending; }
    {
        return raw.requests_pending.value_or(0);
    };
    return visit<std::int32_t>(read);
}

AWAITGRAM_DECL std::int64_t full_chat::default_send_as() const noexcept {
    const auto* channel = raw<api::channelFull>();
    return channel != nullptr && channel->default_send_as ? dialog_id(*channel->default_send_as)
                                                          : 0;
}

AWAITGRAM_DECL std::int32_t full_chat::unread_count() const noexcept {
    const auto* channel = raw<api::channelFull>();
    return channel != nullptr ? channel->unread_count : 0;
}

AWAITGRAM_DECL bool full_chat::archived() const noexcept {
    return visit<std::int32_t>([](const auto& raw) { return raw.folder_id.value_or(0); }) == 1;
}

} // namespace awaitgram
