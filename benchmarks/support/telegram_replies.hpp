// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/types.hpp>
#include <awaitgram/tl/codec.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <random>
#include <string>
#include <string_view>

namespace support {

namespace api = awaitgram::api;
namespace tl = awaitgram::tl;

/// Generates realistic messages of Telegram; the same for the same seed.
class telegram_replies {
public:
    explicit telegram_replies(std::uint32_t seed) : random_(seed) {}

    /// A page of a group's history: 100 messages of 30 users, forwarded from 5 channels; about 48 KB.
    api::messages::Messages history() {
        api::messages::messages page;
        for (auto i = 0; i < 100; ++i)
            page.messages.push_back(message(history_start + i));
        for (auto i = 0; i < users; ++i)
            page.users.push_back(user(i));
        for (auto i = 0; i < channels; ++i)
            page.chats.push_back(channel(i));
        // The texts are lengthened only to reach the exact size.
        const auto size = tl::encoded(page).size();
        lengthen(page.messages, size < 48'000 ? 48'000 - size : 0);
        return page;
    }

    /// One new message with its sender and its channel; 788 bytes.
    api::Updates new_message() {
        api::message result{
            .id = history_start,
            .from_id = api::peerUser{.user_id = first_user},
            .peer_id = api::peerChannel{.channel_id = first_channel},
            .reply_to = api::messageReplyHeader{.reply_to_msg_id = history_start - 3},
            .date = history_date,
            .message = text(60),
            .entities = {entity(1)},
        };
        api::user sender = user(0);
        sender.photo =
            api::userProfilePhoto{.photo_id = id(), .stripped_thumb = raw(62), .dc_id = 2};
        api::channel where = channel(0);
        where.photo = api::chatPhoto{.photo_id = id(), .stripped_thumb = raw(62), .dc_id = 2};
        const auto all = [&] {
            return api::updates_{
                .updates = {api::updateNewChannelMessage{
                    .message = result, .pts = 81'234, .pts_count = 1}},
                .users = {sender},
                .chats = {where},
                .date = history_date,
            };
        };
        const auto size = tl::encoded(all()).size();
        if (size < 788)
            result.message = std::string(result.message) + text(788 - size);
        return all();
    }

    /// A text with entities that answers another message; 436 bytes.
    api::messages::sendMessage send_message() {
        api::messages::sendMessage request{
            .clear_draft = true,
            .peer = api::inputPeerChannel{.channel_id = first_channel, .access_hash = id()},
            .reply_to =
                api::inputReplyToMessage{
                    .reply_to_msg_id = history_start, .quote_text = text(40), .quote_offset = 12},
            .message = text(100),
            .random_id = id(),
            .entities = {entity(0), entity(1), entity(7)},
        };
        const auto size = tl::encoded(request).size();
        if (size < 436)
            request.message = std::string(request.message) + text(436 - size);
        return request;
    }

    /// The difference after a client was offline; about a megabyte.
    api::updates::Difference difference() {
        api::updates::difference result{
            .state = {
                .pts = 90'000, .qts = 12, .date = history_date, .seq = 345, .unread_count = 67}};
        for (auto i = 0; i < 2900; ++i)
            result.new_messages.push_back(message(history_start + i));
        for (auto i = 0; i < 1000; ++i)
            switch (number(4)) {
            case 0:
                result.other_updates.push_back(api::updateUserStatus{
                    .user_id = first_user + number(users),
                    .status = api::userStatusOffline{.was_online = history_date}});
                break;
            case 1:
                result.other_updates.push_back(api::updateReadHistoryInbox{
                    .peer = peer(), .max_id = history_start + i, .pts = 80'000 + i, .pts_count = 1}
                );
                break;
            case 2:
                result.other_updates.push_back(api::updateDeleteMessages{
                    .messages = {history_start + i, history_start + i + 1},
                    .pts = 80'000 + i,
                    .pts_count = 2});
                break;
            default:
                result.other_updates.push_back(api::updateEditMessage{
                    .message = message(history_start + i), .pts = 80'000 + i, .pts_count = 1});
                break;
            }
        for (auto i = 0; i < 300; ++i)
            result.users.push_back(user(i));
        for (auto i = 0; i < 50; ++i)
            result.chats.push_back(channel(i));
        return result;
    }

private:
    static constexpr std::int32_t users = 30;
    static constexpr std::int32_t channels = 5;
    static constexpr std::int64_t first_user = 5'012'345'678;
    static constexpr std::int64_t first_channel = 1'234'567'890;
    static constexpr std::int32_t history_start = 48'213;
    static constexpr std::int32_t history_date = 1'760'000'000;

    std::int32_t number(std::uint32_t below) {
        return static_cast<std::int32_t>(random_() % below);
    }
    bool one_in(std::uint32_t cases) { return number(cases) == 0; }
    std::int64_t id() {
        return static_cast<std::int64_t>(std::uint64_t{random_()} << 31 ^ random_());
    }

    tl::bytes raw(std::size_t size) {
        std::string result;
        while (result.size() < size)
            result += static_cast<char>(random_());
        return tl::bytes(std::string_view(result));
    }

    /// `size` bytes of English or Russian words.
    std::string text(std::size_t size) {
        static constexpr const char* english[] = {
            "the",        "deploy", "is",     "green",  "again",   "see", "you",
            "at",         "noon",   "please", "review", "thanks",  "I",   "think",
            "coroutines", "are",    "fine",   "here",   "because", "of",  "this"};
        static constexpr const char* russian[] = {
            "привет",
            "как",
            "дела",
            "сегодня",
            "вечером",
            "посмотри",
            "пожалуйста",
            "спасибо",
            "это",
            "работает",
            "не",
            "и",
            "в",
            "сборка",
            "прошла",
            "завтра",
            "встречаемся",
            "у",
            "метро"};
        const auto cyrillic = one_in(2);
        std::string result;
        while (result.size() < size) {
            result += cyrillic ? russian[number(std::size(russian))]
                               : english[number(std::size(english))];
            result += ' ';
        }
        result.resize(size);
        // Do not end with half a letter.
        while (!result.empty() && (static_cast<std::uint8_t>(result.back()) & 0x80) != 0)
            result.pop_back();
        result.resize(size, '.');
        return result;
    }

    /// Adds `missing` bytes to the texts of messages, a few bytes to each.
    void lengthen(tl::vector<api::Message>& messages, std::size_t missing) {
        const auto share = missing / messages.size() / 4 * 4 + 4;
        for (auto& each : messages) {
            const auto more = std::min(share, missing / 4 * 4);
            if (auto* const message = each.get_if<api::message>();
                message != nullptr && more != 0) {
                message->message = std::string(message->message) + text(more);
                missing -= more;
            }
        }
    }

    api::Peer peer() {
        if (one_in(8))
            return api::peerChannel{.channel_id = first_channel + number(channels)};
        return api::peerUser{.user_id = first_user + number(users)};
    }

    api::MessageEntity entity(std::int32_t which) {
        const auto offset = number(40);
        const auto length = 3 + number(12);
        switch (which) {
        case 0:
            return api::messageEntityBold{.offset = offset, .length = length};
        case 1:
            return api::messageEntityTextUrl{
                .offset = offset,
                .length = length,
                .url = "https://example.com/" + text(number(24))};
        case 2:
            return api::messageEntityItalic{.offset = offset, .length = length};
        case 3:
            return api::messageEntityCode{.offset = offset, .length = length};
        case 4:
            return api::messageEntityMention{.offset = offset, .length = length};
        case 5:
            return api::messageEntityUrl{.offset = offset, .length = length};
        case 6:
            return api::messageEntityHashtag{.offset = offset, .length = length};
        default:
            return api::messageEntityMentionName{
                .offset = offset, .length = length, .user_id = first_user + number(users)};
        }
    }

    api::Reaction reaction() {
        static constexpr const char* emoticons[] = {
            "\U0001F44D", "\U00002764", "\U0001F525", "\U0001F602"};
        if (one_in(5))
            return api::reactionCustomEmoji{.document_id = id()};
        return api::reactionEmoji{.emoticon = emoticons[number(4)]};
    }

    api::messageReactions reactions() {
        api::messageReactions result{.can_see_list = true};
        for (auto i = 1 + number(3); i != 0; --i)
            result.results.push_back({.reaction = reaction(), .count = 1 + number(40)});
        if (one_in(2)) {
            tl::vector<api::messagePeerReaction> recent;
            for (auto i = 1 + number(3); i != 0; --i)
                recent.push_back({.peer_id = peer(), .date = history_date, .reaction = reaction()});
            result.recent_reactions = std::move(recent);
        }
        return result;
    }

    api::messageMediaPhoto photo() {
        return {
            .photo = api::photo{
                .id = id(),
                .access_hash = id(),
                .file_reference = raw(29),
                .date = history_date,
                .sizes =
                    {
                        api::photoStrippedSize{.type = "i", .bytes = raw(120 + number(80))},
                        api::photoSize{
                            .type = "m", .w = 320, .h = 240, .size = 15'000 + number(9000)},
                        api::photoSize{
                            .type = "x", .w = 800, .h = 600, .size = 60'000 + number(9000)},
                        api::photoSizeProgressive{
                            .type = "y",
                            .w = 1280,
                            .h = 960,
                            .sizes = {9'000, 21'000, 34'000, 52'000, 100'000 + number(9000)}},
                    },
                .dc_id = 2,
            }};
    }

    api::Message message(std::int32_t number_of) {
        api::message result{
            .out = one_in(6),
            .mentioned = one_in(20),
            .silent = one_in(15),
            .id = number_of,
            .from_id = api::peerUser{.user_id = first_user + number(users)},
            .peer_id = api::peerChannel{.channel_id = first_channel},
            .date = history_date + number_of,
            .message = text(20 + number(60) * (one_in(4) ? 4 : 1)),
        };
        if (one_in(3))
            result.reply_to = api::messageReplyHeader{.reply_to_msg_id = number_of - 1 - number(9)};
        if (one_in(9))
            result.reply_to = api::messageReplyHeader{
                .quote = true,
                .reply_to_msg_id = number_of - 2,
                .reply_to_top_id = history_start,
                .quote_text = text(30 + number(50)),
                .quote_offset = 0};
        if (one_in(8))
            result.fwd_from = api::messageFwdHeader{
                .from_id = api::peerChannel{.channel_id = first_channel + number(channels)},
                .date = history_date,
                .channel_post = number(5000)};
        if (one_in(4))
            result.media = photo();
        if (one_in(2)) {
            tl::vector<api::MessageEntity> entities;
            for (auto i = 1 + number(4); i != 0; --i)
                entities.push_back(entity(number(8)));
            result.entities = std::move(entities);
        }
        if (one_in(3)) {
            result.views = number(90'000);
            result.forwards = number(300);
        }
        if (one_in(6))
            result.edit_date = history_date + number_of + 60;
        if (one_in(12))
            result.grouped_id = id();
        if (one_in(3))
            result.reactions = reactions();
        return result;
    }

    api::user user(std::int32_t index) {
        static constexpr const char* names[] = {
            "Анна", "Борис", "Claire", "Dmitri", "Екатерина", "Finn"};
        api::user result{
            .contact = one_in(3),
            .bot = false,
            .premium = one_in(5),
            .id = first_user + index,
            .access_hash = id(),
            .first_name = names[number(6)],
            .status = api::userStatusRecently{},
        };
        if (one_in(2))
            result.last_name = names[number(6)];
        if (!one_in(3))
            result.username = "user_" + std::to_string(number(100'000));
        if (!one_in(4))
            result.photo = api::userProfilePhoto{
                .photo_id = id(), .stripped_thumb = raw(60 + number(60)), .dc_id = 2};
        if (one_in(2))
            result.status = api::userStatusOffline{.was_online = history_date - number(90'000)};
        if (one_in(10))
            result.usernames = {
                {.editable = true, .active = true, .username = "first_" + std::to_string(index)},
                {.active = true, .username = "second_" + std::to_string(index)}};
        if (one_in(4))
            result.color = api::peerColor{.color = 3 + number(9), .background_emoji_id = id()};
        return result;
    }

    api::channel channel(std::int32_t index) {
        return {
            .broadcast = index != 0,
            .megagroup = index == 0,
            .id = first_channel + index,
            .access_hash = id(),
            .title = text(18),
            .username = "channel_" + std::to_string(index),
            .photo = api::chatPhoto{.photo_id = id(), .stripped_thumb = raw(80), .dc_id = 2},
            .date = history_date - number(9'000'000),
            .default_banned_rights =
                api::chatBannedRights{
                    .change_info = true, .pin_messages = true, .until_date = 0x7fffffff},
            .participants_count = number(100'000),
        };
    }

    std::mt19937 random_;
};

} // namespace support
