// SPDX-License-Identifier: MIT
#include <awaitgram/peers/chat_query.hpp>
#include <awaitgram/peers/chat_ref.hpp>
#include <awaitgram/peers/error.hpp>
#include <awaitgram/session/peer_id.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>

using namespace awaitgram;

namespace {

struct handle_in_a_chat {
    [[nodiscard]] std::int32_t id() const { return 40; }
    [[nodiscard]] std::int64_t chat_id() const { return -1000000000008; }
};
struct handle_of_a_chat {
    [[nodiscard]] std::int64_t id() const { return -5; }
};

chat_query query(const chat_ref& chat) {
    return chat_query{chat};
}

} // namespace

TEST_CASE("a chat is given by any integer, but by no bool or character") {
    CHECK(query(5).number() == 5);
    CHECK(query(std::int64_t{-1002165353586}).number() == -1002165353586);
    CHECK(query(5U).number() == 5);
    CHECK(query(std::numeric_limits<std::uint64_t>::max()).number() == 0);
    static_assert(!std::is_convertible_v<bool, chat_ref>);
    static_assert(!std::is_convertible_v<char, chat_ref>);
    static_assert(!std::is_convertible_v<double, chat_ref>);
    static_assert(!std::is_convertible_v<std::nullptr_t, chat_ref>);
}

TEST_CASE("a chat is given by a text, which a query owns") {
    std::string name = "@some_name_that_is_longer_than_a_small_string";
    const auto asked = query(name);
    name.assign(name.size(), 'x');
    CHECK(asked.is_text());
    CHECK(asked.text() == "@some_name_that_is_longer_than_a_small_string");
    CHECK(query("@news").text() == "@news");
    CHECK(query(std::string_view{"@news"}).text() == "@news");
    CHECK(query(static_cast<const char*>(nullptr)).is_text());
    CHECK(query("").number() == 0);
}

TEST_CASE("a chat is given by a handle: of a message its chat, of a dialog itself") {
    CHECK(query(handle_in_a_chat{}).number() == -1000000000008);
    CHECK(query(handle_of_a_chat{}).number() == -5);
    CHECK(query(*peer_id::channel(8)).number() == -1000000000008);
    CHECK(query(peer_id::self_user()).text() == "me");
}

TEST_CASE("a chat is given by an object of the schema") {
    api::inputPeerUser input;
    input.user_id = 5;
    input.access_hash = 50;
    const api::InputPeer peer = input;
    CHECK(query(peer).input().get_if<api::inputPeerUser>()->access_hash == 50);

    api::peerChannel channel_peer;
    channel_peer.channel_id = 8;
    const api::Peer plain = channel_peer;
    CHECK(query(plain).number() == -1000000000008);

    api::user user;
    user.id = 5;
    user.access_hash = 50;
    CHECK(query(user).input().get_if<api::inputPeerUser>()->access_hash == 50);
    CHECK(query(api::User{user}).input().is<api::inputPeerUser>());
    // The hash of a min user is for other uses.
    user.min = true;
    CHECK(query(user).input().empty());
    CHECK(query(user).number() == 5);

    api::channel channel;
    channel.id = 8;
    channel.access_hash = 80;
    CHECK(query(channel).input().get_if<api::inputPeerChannel>()->access_hash == 80);
    CHECK(query(api::Chat{channel}).input().is<api::inputPeerChannel>());
    api::chat group;
    group.id = 5;
    CHECK(query(group).number() == -5);
    CHECK(query(api::Chat{group}).number() == -5);
    CHECK(query(api::User{api::userEmpty{}}).number() == 0);
}

TEST_CASE("an input has the number of its chat") {
    api::inputPeerUserFromMessage seen;
    seen.user_id = 5;
    CHECK(dialog_id(api::InputPeer{seen}, 1) == 5);
    api::inputPeerChannelFromMessage channel;
    channel.channel_id = 8;
    CHECK(dialog_id(api::InputPeer{channel}, 1) == -1000000000008);
    api::inputPeerChat group;
    group.chat_id = 5;
    CHECK(dialog_id(api::InputPeer{group}, 1) == -5);
    CHECK(dialog_id(api::InputPeer{api::inputPeerSelf{}}, 1) == 1);
    CHECK(dialog_id(api::InputPeer{api::inputPeerEmpty{}}, 1) == 0);
    api::inputPeerUser impossible;
    CHECK(dialog_id(api::InputPeer{impossible}, 1) == 0);
}

TEST_CASE("each reason why a chat cannot be reached is a sentence of its own") {
    std::string all;
    for (int value = 1; value <= static_cast<int>(peer_errc::unknown_channel); ++value) {
        const auto code = static_cast<peer_errc>(value);
        const std::string sentence = to_string(code);
        CHECK(sentence != to_string(static_cast<peer_errc>(0)));
        CHECK(all.find(sentence) == std::string::npos);
        all += sentence;
    }
    const peer_error error{peer_errc::username_not_occupied, "@unused"};
    CHECK(error.code() == peer_errc::username_not_occupied);
    CHECK(std::string_view{error.what()}.find("@unused: no user") == 0);
    CHECK(std::string_view{error.code().category().name()} == "awaitgram.peers");
}
