// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/types.hpp>
#include <awaitgram/tl/codec.hpp>

#include <cstdint>
#include <string>

namespace support {

/// A reply like Telegram's: messages with entities, photos, replies and reactions, users and channels.
inline awaitgram::api::messages::messages messages_reply(std::int32_t count) {
    namespace api = awaitgram::api;
    namespace tl = awaitgram::tl;
    api::messages::messages reply;
    for (std::int32_t i = 0; i < count; ++i) {
        api::message message{
            .out = i % 3 == 0,
            .id = 1000 + i,
            .from_id = api::peerUser{.user_id = 5'000'000'000 + i % 7},
            .peer_id = api::peerChannel{.channel_id = 1'234'567},
            .date = 1'700'000'000 + i,
            .message = "Message number " + std::to_string(i) + std::string(i % 90, 'x'),
            .views = i * 10,
            .forwards = i,
        };
        if (i % 2 == 0)
            message.entities = {
                api::messageEntityBold{.offset = 0, .length = 7},
                api::messageEntityTextUrl{.offset = 8, .length = 6, .url = "https://example.com/"},
            };
        if (i % 4 == 1)
            message.reply_to = api::messageReplyHeader{.reply_to_msg_id = 999 + i};
        if (i % 5 == 2)
            message.media =
                api::messageMediaPhoto{
                    .photo =
                        api::photo{
                            .id = 77 + i,
                            .access_hash = -i,
                            .file_reference = tl::bytes(std::string(25, 'r')),
                            .date = i,
                            .sizes =
                                {api::photoStrippedSize{
                                     .type = "i", .bytes = tl::bytes(std::string(90, 's'))},
                                 api::photoSize{.type = "m", .w = 320, .h = 240, .size = 12'345},
                                 api::photoSizeProgressive{
                                     .type = "y",
                                     .w = 1280,
                                     .h = 960,
                                     .sizes = {100, 2000, 30'000}}},
                            .dc_id = 2,
                        },
                };
        if (i % 6 == 3)
            message.reactions = api::messageReactions{
                .results = {{.reaction = api::reactionEmoji{.emoticon = "+"}, .count = i}},
            };
        reply.messages.push_back(std::move(message));
    }
    for (std::int32_t i = 0; i < 7; ++i)
        reply.users.push_back(api::user{
            .verified = i == 3,
            .id = 5'000'000'000 + i,
            .access_hash = i * 1'000'003,
            .first_name = "First",
            .username = "user_" + std::to_string(i),
            .status = api::userStatusRecently{},
        });
    reply.chats.push_back(api::channel{
        .megagroup = true,
        .id = 1'234'567,
        .access_hash = 42,
        .title = "Channel",
        .photo = api::chatPhotoEmpty{},
        .date = 1});
    return reply;
}

inline awaitgram::byte_buffer messages_bytes(std::int32_t count) {
    return awaitgram::tl::encoded(messages_reply(count));
}

} // namespace support
