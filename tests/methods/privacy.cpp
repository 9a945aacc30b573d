// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/account.hpp>
#include <awaitgram/methods/privacy.hpp>
#include <awaitgram/peers/error.hpp>
#include <awaitgram/session/peer_info.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "../support/run.hpp"
#include "account.hpp"

using namespace awaitgram;

namespace {

using account = tests::account_with<privacy_methods>;
using ids = std::vector<std::int64_t>;

} // namespace

TEST_CASE("rules are sent in the order in which they count, exceptions first") {
    tests::script steps;
    account self{steps};
    tests::run([&]() -> awaitable<void> {
        for (const std::int64_t id : {5, 6}) {
            user_info known;
            known.id = id;
            known.auth = peer_auth{70};
            const peer_info peer = known;
            co_await self.session.cache_peer(peer);
        }
    });
    self.calls.answer_with<api::account::setPrivacy>([](const api::account::setPrivacy& request) {
        CHECK(request.key.is<api::inputPrivacyKeyStatusTimestamp>());
        REQUIRE(request.rules.size() == 6);
        CHECK(request.rules[0].is<api::inputPrivacyValueDisallowUsers>());
        CHECK(request.rules[1].is<api::inputPrivacyValueAllowUsers>());
        const auto* members =
            request.rules[2].get_if<api::inputPrivacyValueAllowChatParticipants>();
        REQUIRE(members != nullptr);
        CHECK(members->chats[0] == 12);
        CHECK(request.rules[3].is<api::inputPrivacyValueAllowPremium>());
        CHECK(request.rules[4].is<api::inputPrivacyValueAllowContacts>());
        CHECK(request.rules[5].is<api::inputPrivacyValueDisallowAll>());
        return api::account::privacyRules{};
    });
    tests::run([&]() -> awaitable<void> {
        const std::array<chat_ref, 2> always{chat_ref{5}, chat_ref{-12}};
        const std::array<chat_ref, 1> never{chat_ref{6}};
        (void)co_await self.set_privacy(
            privacy_key::last_seen,
            audience::contacts,
            {.always = always, .never = never, .premium = true}
        );
    });
}

TEST_CASE("rules are read: the first that fits says who may, the others are exceptions") {
    tests::script steps;
    account self{steps};
    api::account::privacyRules answer;
    api::privacyValueAllowUsers some;
    some.users.push_back(5);
    answer.rules.push_back(some);
    api::privacyValueDisallowChatParticipants members;
    members.chats.push_back(12);
    members.chats.push_back(13);
    answer.rules.push_back(members);
    answer.rules.push_back(api::privacyValueAllowContacts{});
    answer.rules.push_back(api::privacyValueDisallowAll{});
    api::chat group;
    group.id = 12;
    group.photo = api::chatPhotoEmpty{};
    answer.chats.push_back(group);
    self.calls.answer<api::account::getPrivacy>(answer);
    tests::run([&]() -> awaitable<void> {
        const auto rules = co_await self.get_privacy(privacy_key::calls);
        CHECK(rules.who == audience::contacts);
        CHECK(rules.always == ids{5});
        CHECK(rules.never == ids{-12, -1000000000013});
        CHECK_FALSE(rules.premium);
    });
}

TEST_CASE("rules that say nothing let nobody through") {
    tests::script steps;
    account self{steps};
    self.calls.answer<api::account::getPrivacy>(api::account::privacyRules{});
    tests::run([&]() -> awaitable<void> {
        const auto rules = co_await self.get_privacy(privacy_key::about);
        CHECK(rules.who == audience::nobody);
    });
}

TEST_CASE("an exception that names nobody is refused, so that none is left out") {
    tests::script steps;
    account self{steps};
    const api::InputPeer nobody = api::inputPeerChannel{};
    const auto error = tests::error_of([&]() -> awaitable<void> {
        const std::array<chat_ref, 1> never{chat_ref{nobody}};
        (void
        )co_await self.set_privacy(privacy_key::last_seen, audience::everyone, {.never = never});
    });
    CHECK(error == peer_errc::invalid_id);
}
