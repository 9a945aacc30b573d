// SPDX-License-Identifier: MIT
#include <awaitgram/dispatcher/chat_of.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <utility>

using namespace awaitgram;

namespace {

template <class T, class Fill>
std::int64_t chat_in(Fill fill) {
    T update{};
    fill(update);
    return chat_of(api::Update{std::move(update)});
}

api::message message_in(std::int64_t dialog) {
    api::message plain{};
    plain.peer_id = peer_of(dialog);
    return plain;
}

} // namespace

TEST_CASE(
    "an update belongs to the chat of its message, its peer, its channel, its group or its user"
) {
    constexpr std::int64_t channel = -1'000'000'000'007;
    CHECK(chat_in<api::updateNewMessage>([](auto& u) { u.message = message_in(5); }) == 5);
    CHECK(chat_in<api::updateNewMessage>([](auto& u) { u.message = message_in(-6); }) == -6);
    CHECK(chat_in<api::updateNewChannelMessage>([](auto& u) {
              u.message = message_in(channel);
          }) == channel);
    CHECK(chat_in<api::updateEditMessage>([](auto& u) { u.message = message_in(5); }) == 5);
    CHECK(chat_in<api::updateNewChannelMessage>([](auto& u) {
              api::messageService service{};
              service.peer_id = peer_of(channel);
              u.message = std::move(service);
          }) == channel);
    CHECK(chat_in<api::updateBotCallbackQuery>([](auto& u) {
              u.user_id = 9;
              u.peer = peer_of(-6);
          }) == -6);
    CHECK(chat_in<api::updateGroupCall>([](auto& u) { u.peer = peer_of(channel); }) == channel);
    CHECK(chat_in<api::updateDeleteChannelMessages>([](auto& u) { u.channel_id = 7; }) == channel);
    CHECK(chat_in<api::updateChannelParticipant>([](auto& u) {
              u.channel_id = 7;
              u.user_id = 9;
          }) == channel);
    CHECK(chat_in<api::updateChatParticipant>([](auto& u) {
              u.chat_id = 6;
              u.user_id = 9;
          }) == -6);
    CHECK(chat_in<api::updateBotInlineQuery>([](auto& u) { u.user_id = 9; }) == 9);
    CHECK(chat_in<api::updateUserTyping>([](auto& u) { u.user_id = 9; }) == 9);
}

TEST_CASE("an update without a chat, or with an impossible one, belongs to none") {
    CHECK(chat_of(api::Update{}) == 0);
    CHECK(chat_in<api::updateConfig>([](auto&) {}) == 0);
    CHECK(chat_in<api::updateDeleteMessages>([](auto&) {}) == 0);
    CHECK(chat_in<api::updateGroupCall>([](auto&) {}) == 0);
    CHECK(chat_in<api::updateNewMessage>([](auto&) {}) == 0);
    for (const auto id :
         {std::int64_t{0}, std::int64_t{-1}, std::numeric_limits<std::int64_t>::min()}) {
        CHECK(chat_in<api::updateUserTyping>([id](auto& u) { u.user_id = id; }) == 0);
        CHECK(chat_in<api::updateChannel>([id](auto& u) { u.channel_id = id; }) == 0);
        CHECK(chat_in<api::updateChat>([id](auto& u) { u.chat_id = id; }) == 0);
    }
    const auto most = std::numeric_limits<std::int64_t>::max();
    CHECK(chat_in<api::updateChannel>([most](auto& u) { u.channel_id = most; }) == 0);
    CHECK(chat_in<api::updateChat>([most](auto& u) { u.chat_id = most; }) == 0);
}
