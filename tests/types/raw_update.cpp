// SPDX-License-Identifier: MIT
#include <awaitgram/types/raw_update.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <type_traits>
#include <utility>

using namespace awaitgram;

TEST_CASE("a raw update on its own owns its data, and so do its copies") {
    api::updateUserName update{};
    update.user_id = 5;
    update.first_name = "a name that is too long for any small buffer";
    auto first = std::make_unique<raw_update<api::updateUserName>>(std::move(update));
    const auto copy = *first;
    first.reset();

    CHECK(copy->first_name == "a name that is too long for any small buffer");
    CHECK((*copy).user_id == 5);
    CHECK(copy.peers()->user(5) == nullptr);
    CHECK(copy.origin() == rpc::update_origin::pushed);
    CHECK(copy.receiver() == nullptr);
}

TEST_CASE("only constructors of Update are updates") {
    CHECK(update_constructor<api::updateUserName>);
    CHECK_FALSE(update_constructor<api::message>);
    CHECK_FALSE(update_constructor<api::Update>);
    CHECK_FALSE(update_constructor<int>);
}

TEST_CASE("a peer of the schema has the title of its user or chat") {
    api::user ann{};
    ann.id = 5;
    ann.first_name = "Ann";
    tl::vector<api::User> users;
    users.push_back(ann);
    peer_map peers;
    peers.users = &users;
    CHECK(title_of(peers, api::Peer{api::peerUser{.user_id = 5}}) == "Ann");
    CHECK(title_of(peers, 5) == "Ann");
    CHECK(title_of(peers, api::Peer{api::peerChat{.chat_id = 5}}).empty());
}
