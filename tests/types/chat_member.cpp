// SPDX-License-Identifier: MIT
#include <awaitgram/types/chat_member_updated.hpp>
#include <awaitgram/types/media.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

using namespace awaitgram;

namespace {

using side = std::optional<api::ChannelParticipant>;

constexpr std::int64_t member_id = 5;
constexpr std::int64_t other_id = 6;

api::ChannelParticipant plain() {
    return api::channelParticipant{.user_id = member_id};
}

api::ChannelParticipant admin(bool can_pin = false) {
    api::channelParticipantAdmin raw{};
    raw.user_id = member_id;
    raw.admin_rights.pin_messages = can_pin;
    return raw;
}

api::ChannelParticipant owner() {
    return api::channelParticipantCreator{.user_id = member_id};
}

/// Restricted, or banned, which is a restriction of seeing anything.
api::ChannelParticipant limited(bool banned, bool left = false) {
    api::channelParticipantBanned raw{};
    raw.peer = api::peerUser{.user_id = member_id};
    raw.left = left;
    raw.banned_rights.view_messages = banned;
    return raw;
}

chat_member_updated changed(side before, side after, std::int64_t actor = other_id) {
    api::updateChannelParticipant raw{};
    raw.channel_id = 7;
    raw.user_id = member_id;
    raw.actor_id = actor;
    if (before)
        raw.prev_participant = *before;
    if (after)
        raw.new_participant = *after;
    return chat_member_updated{std::move(raw)};
}

member_change change(side before, side after, std::int64_t actor = other_id) {
    return changed(std::move(before), std::move(after), actor).change();
}

} // namespace

TEST_CASE("a user joins, is added, leaves and is kicked") {
    CHECK(change({}, plain(), member_id) == member_change::joined);
    CHECK(change({}, plain()) == member_change::added);
    CHECK(change(plain(), {}, member_id) == member_change::left);
    CHECK(change(plain(), {}) == member_change::kicked);
    CHECK(change(plain(), limited(true, true)) == member_change::kicked);
    CHECK(change({}, limited(true, true)) == member_change::kicked);
    CHECK(change(limited(true, true), {}) == member_change::unbanned);
}

TEST_CASE(
    "a user whose request an administrator approves joins, and is not added by the administrator"
) {
    api::updateChannelParticipant raw{};
    raw.user_id = member_id;
    raw.actor_id = other_id;
    raw.new_participant = plain();
    api::chatInviteExported link{};
    link.request_needed = true;
    raw.invite = link;
    const chat_member_updated event{std::move(raw)};

    CHECK(event.change() == member_change::joined);
    CHECK(event.by_request());
    CHECK(event.invite() != nullptr);
    CHECK_FALSE(changed({}, plain()).by_request());
}

TEST_CASE("members are promoted, demoted, restricted, and the ownership goes to another one") {
    CHECK(change(plain(), admin()) == member_change::promoted);
    CHECK(change({}, admin()) == member_change::promoted);
    CHECK(change(admin(), plain()) == member_change::demoted);
    CHECK(change(admin(), admin(true)) == member_change::rights_changed);
    CHECK(change(plain(), limited(false)) == member_change::restricted);
    CHECK(change(limited(false), plain()) == member_change::unrestricted);
    CHECK(change(limited(false), limited(false)) == member_change::restrictions_changed);
    CHECK(change(admin(), owner()) == member_change::became_owner);
    CHECK(change(owner(), admin()) == member_change::lost_ownership);
    CHECK(change(plain(), plain()) == member_change::other);
}

TEST_CASE("a restricted user may be outside of the chat") {
    const auto restricted_outside = changed(limited(false), limited(false, true));
    CHECK(restricted_outside.old_status() == member_status::restricted);
    CHECK(restricted_outside.new_status() == member_status::restricted);
    CHECK(restricted_outside.was_member());
    CHECK_FALSE(restricted_outside.is_member());
    CHECK(restricted_outside.change() == member_change::kicked);
    CHECK(changed(plain(), limited(true)).new_status() == member_status::banned);
    CHECK_FALSE(changed(plain(), limited(true)).is_member());
}

TEST_CASE("a title and a paid time change without a change of status") {
    api::channelParticipant titled{};
    titled.rank = "poet";
    CHECK(change(plain(), titled) == member_change::rank_changed);
    CHECK(changed(plain(), titled).rank() == "poet");

    api::channelParticipant paid{};
    paid.subscription_until_date = 100;
    CHECK(change(plain(), paid) == member_change::subscription_changed);
}

TEST_CASE("changes in basic groups have the same kinds") {
    api::updateChatParticipant raw{};
    raw.chat_id = 3;
    raw.user_id = member_id;
    raw.actor_id = other_id;
    raw.date = 100;
    raw.prev_participant = api::chatParticipant{.user_id = member_id};
    raw.new_participant = api::chatParticipantAdmin{.user_id = member_id};
    self_info me{};
    me.id = member_id;
    const chat_member_updated promoted{raw, &me};
    CHECK(promoted.chat_id() == -3);
    CHECK(promoted.user_id() == member_id);
    CHECK(promoted.actor_id() == other_id);
    CHECK(unix_seconds(promoted.date()) == 100);
    CHECK(promoted.change() == member_change::promoted);
    CHECK(promoted.old_status() == member_status::member);
    CHECK(promoted.about_me());
    me.id = other_id;
    CHECK_FALSE(promoted.about_me());

    raw.new_participant.reset();
    CHECK(chat_member_updated{raw}.change() == member_change::kicked);
    raw.new_participant = api::chatParticipantCreator{.user_id = member_id};
    CHECK(chat_member_updated{raw}.change() == member_change::became_owner);
}

TEST_CASE("places of members, their changes and kinds of media and chats have names") {
    CHECK(std::string_view{to_string(member_change::joined)} == "joined");
    CHECK(
        std::string_view{to_string(member_change::restrictions_changed)} == "restrictions_changed"
    );
    CHECK(std::string_view{to_string(member_change::other)} == "other");
    CHECK(std::string_view{to_string(static_cast<member_change>(99))} == "unknown");
    CHECK(std::string_view{to_string(chat_kind::private_chat)} == "private_chat");
    CHECK(std::string_view{to_string(chat_kind::channel)} == "channel");
    CHECK(std::string_view{to_string(static_cast<chat_kind>(99))} == "unknown");
    CHECK(std::string_view{to_string(chat_type::basic_group)} == "basic_group");
    CHECK(std::string_view{to_string(chat_type::direct_messages)} == "direct_messages");
    CHECK(std::string_view{to_string(static_cast<chat_type>(99))} == "unknown");
    CHECK(std::string_view{to_string(member_status::left)} == "left");
    CHECK(std::string_view{to_string(member_status::administrator)} == "administrator");
    CHECK(std::string_view{to_string(static_cast<member_status>(99))} == "unknown");
    CHECK(std::string_view{to_string(media_kind::video_note)} == "video_note");
    CHECK(std::string_view{to_string(media_kind::other)} == "other");
    CHECK(std::string_view{to_string(static_cast<media_kind>(99))} == "unknown");
}
