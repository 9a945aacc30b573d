// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/types/chat.hpp>
#include <awaitgram/types/event_of.hpp>
#include <awaitgram/types/impl/user.hpp>
#include <awaitgram/types/user.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace awaitgram {

AWAITGRAM_DECL chat::chat(
    std::shared_ptr<const peer_map> peers, const api::Chat& raw, const self_info* account
) noexcept
    : peers_(std::move(peers)), account_(account) {
    const auto try_one = [&]<class Raw>(const Raw* found) {
        if (found == nullptr)
            return;
        raw_ = found;
        form_ = form_of(found);
    };
    try_one(raw.get_if<api::chat>());
    try_one(raw.get_if<api::channel>());
    try_one(raw.get_if<api::chatForbidden>());
    try_one(raw.get_if<api::channelForbidden>());
}

AWAITGRAM_DECL std::optional<chat> chat::among(
    const std::shared_ptr<const peer_map>& peers, std::int64_t id, const self_info* account
) {
    if (!peers || id == 0)
        return std::nullopt;
    if (const auto* person = peers->user(id))
        return chat{peers, *person, account};
    if (peers->chats != nullptr && id < 0)
        for (const auto& each : *peers->chats)
            if (chat known{peers, each, account}; known.id() == id)
                return known;
    return std::nullopt;
}

AWAITGRAM_DECL std::int64_t chat::id() const noexcept {
    switch (form_) {
    case form::none:
        return 0;
    case form::user:
        return detail::dialog_of_user(raw<api::user>()->id);
    case form::group:
        return detail::dialog_of_group(raw<api::chat>()->id);
    case form::channel:
        return detail::dialog_of_channel(raw<api::channel>()->id);
    case form::lost_group:
        return detail::dialog_of_group(raw<api::chatForbidden>()->id);
    case form::lost_channel:
        return detail::dialog_of_channel(raw<api::channelForbidden>()->id);
    }
    return 0;
}

AWAITGRAM_DECL chat_kind chat::kind() const noexcept {
    const auto exactly = type();
    if (exactly == chat_type::private_chat)
        return chat_kind::private_chat;
    return exactly == chat_type::channel ? chat_kind::channel : chat_kind::group;
}

AWAITGRAM_DECL chat_type chat::type() const noexcept {
    if (const auto* known = raw<api::channel>()) {
        if (known->monoforum)
            return chat_type::direct_messages;
        if (known->gigagroup)
            return chat_type::gigagroup;
        return known->broadcast ? chat_type::channel : chat_type::supergroup;
    }
    if (const auto* lost = raw<api::channelForbidden>()) {
        if (lost->monoforum)
            return chat_type::direct_messages;
        return lost->broadcast ? chat_type::channel : chat_type::supergroup;
    }
    return raw<api::chat>() != nullptr || raw<api::chatForbidden>() != nullptr
               ? chat_type::basic_group
               : chat_type::private_chat;
}

AWAITGRAM_DECL std::string chat::title() const {
    if (const auto* person = raw<api::user>())
        return name_of(*person);
    if (const auto* group = raw<api::chat>())
        return group->title.str();
    if (const auto* channel = raw<api::channel>())
        return channel->title.str();
    if (const auto* lost = raw<api::chatForbidden>())
        return lost->title.str();
    if (const auto* lost = raw<api::channelForbidden>())
        return lost->title.str();
    return {};
}

AWAITGRAM_DECL std::string_view chat::username() const noexcept {
    if (const auto* person = raw<api::user>())
        return detail::first_username(*person);
    const auto* channel = raw<api::channel>();
    return channel != nullptr ? detail::first_username(*channel) : std::string_view{};
}

AWAITGRAM_DECL std::vector<std::string_view> chat::usernames() const {
    if (const auto* person = raw<api::user>())
        return detail::username_views(*person);
    const auto* channel = raw<api::channel>();
    return channel != nullptr ? detail::username_views(*channel) : std::vector<std::string_view>{};
}

AWAITGRAM_DECL std::string chat::link() const {
    return detail::public_link(username());
}

AWAITGRAM_DECL std::optional<user> chat::user() const {
    const auto* person = raw<api::user>();
    return person != nullptr ? std::optional{awaitgram::user{peers_, *person, account_}}
                             : std::nullopt;
}

AWAITGRAM_DECL std::optional<std::int32_t> chat::members_count() const noexcept {
    if (const auto* group = raw<api::chat>())
        return group->participants_count;
    const auto* channel = raw<api::channel>();
    return channel != nullptr && channel->participants_count
               ? std::optional{*channel->participants_count}
               : std::nullopt;
}

AWAITGRAM_DECL std::optional<time_point> chat::date() const noexcept {
    if (const auto* group = raw<api::chat>())
        return from_unix(group->date);
    const auto* channel = raw<api::channel>();
    return channel != nullptr ? std::optional{from_unix(channel->date)} : std::nullopt;
}

AWAITGRAM_DECL bool chat::has_photo() const noexcept {
    if (const auto* person = raw<api::user>())
        return person->photo && person->photo->is<api::userProfilePhoto>();
    if (const auto* group = raw<api::chat>())
        return group->photo.is<api::chatPhoto>();
    const auto* channel = raw<api::channel>();
    return channel != nullptr && channel->photo.is<api::chatPhoto>();
}

AWAITGRAM_DECL bool chat::accessible() const noexcept {
    if (const auto* group = raw<api::chat>())
        return !group->deactivated;
    return form_ == form::user || form_ == form::channel;
}

AWAITGRAM_DECL bool chat::joined() const noexcept {
    if (const auto* group = raw<api::chat>())
        return !group->left && !group->deactivated;
    const auto* channel = raw<api::channel>();
    return channel != nullptr ? !channel->left : form_ == form::user;
}

AWAITGRAM_DECL bool chat::owned() const noexcept {
    const auto* group = raw<api::chat>();
    return group != nullptr ? group->creator : has(&api::channel::creator);
}

AWAITGRAM_DECL bool chat::administrated() const noexcept {
    if (owned())
        return true;
    if (const auto* group = raw<api::chat>())
        return group->admin_rights.has_value();
    const auto* channel = raw<api::channel>();
    return channel != nullptr && channel->admin_rights.has_value();
}

AWAITGRAM_DECL bool chat::content_protected() const noexcept {
    const auto* group = raw<api::chat>();
    return group != nullptr ? group->noforwards : has(&api::channel::noforwards);
}

AWAITGRAM_DECL bool chat::verified() const noexcept {
    const auto* person = raw<api::user>();
    return person != nullptr ? person->verified : has(&api::channel::verified);
}

AWAITGRAM_DECL bool chat::scam() const noexcept {
    const auto* person = raw<api::user>();
    return person != nullptr ? person->scam : has(&api::channel::scam);
}

AWAITGRAM_DECL bool chat::fake() const noexcept {
    const auto* person = raw<api::user>();
    return person != nullptr ? person->fake : has(&api::channel::fake);
}

AWAITGRAM_DECL bool chat::restricted() const noexcept {
    const auto* person = raw<api::user>();
    return person != nullptr ? person->restricted : has(&api::channel::restricted);
}

AWAITGRAM_DECL admin_rights chat::my_rights() const noexcept {
    if (const auto* group = raw<api::chat>())
        return group->admin_rights ? admin_rights::from_raw(*group->admin_rights) : admin_rights{};
    const auto* channel = raw<api::channel>();
    return channel != nullptr && channel->admin_rights
               ? admin_rights::from_raw(*channel->admin_rights)
               : admin_rights{};
}

AWAITGRAM_DECL permissions chat::default_permissions() const noexcept {
    if (const auto* group = raw<api::chat>())
        return group->default_banned_rights ? permissions::from_bans(*group->default_banned_rights)
                                            : permissions::all();
    if (const auto* channel = raw<api::channel>()) {
        if (channel->broadcast)
            return permissions::none().allow(permission::send_reactions);
        return channel->default_banned_rights
                   ? permissions::from_bans(*channel->default_banned_rights)
                   : permissions::all();
    }
    return form_ == form::user ? permissions::all() : permissions::none();
}

AWAITGRAM_DECL permissions chat::my_permissions() const noexcept {
    if (administrated())
        return permissions::all();
    const auto* channel = raw<api::channel>();
    if (channel != nullptr && channel->banned_rights)
        return default_permissions() & permissions::from_bans(*channel->banned_rights);
    return default_permissions();
}

AWAITGRAM_DECL std::int64_t chat::migrated_to() const noexcept {
    const auto* group = raw<api::chat>();
    if (group == nullptr || !group->migrated_to)
        return 0;
    const auto* id = group->migrated_to->channel_id();
    return id != nullptr ? detail::dialog_of_channel(*id) : 0;
}

} // namespace awaitgram
