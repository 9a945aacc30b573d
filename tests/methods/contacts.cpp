// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/contacts.hpp>
#include <awaitgram/methods/contacts.hpp>
#include <awaitgram/session/peer_info.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "../support/run.hpp"
#include "account.hpp"

using namespace awaitgram;

namespace {

using account = tests::account_with<contact_methods>;
using names = std::vector<std::string>;

api::User user_called(std::int64_t id, std::string_view name) {
    api::user raw;
    raw.id = id;
    raw.access_hash = 70;
    raw.first_name = tl::string{name};
    return raw;
}

/// Lists the users who may not write, in two pages.
struct listing {
    explicit listing(tests::script& steps) : self(steps) {
        self.calls.answer_with<api::contacts::getBlocked>(
            [](const api::contacts::getBlocked& request) {
                api::contacts::blockedSlice page;
                page.count = 101;
                const auto end = request.offset == 0 ? 100 : 101;
                for (auto id = request.offset; id != end; ++id) {
                    api::peerBlocked one;
                    api::peerUser peer;
                    peer.user_id = id + 1;
                    one.peer_id = peer;
                    page.blocked.push_back(one);
                    page.users.push_back(user_called(id + 1, "Ann"));
                }
                return api::contacts::Blocked{page};
            }
        );
    }
    awaitable<void> run() {
        seen = 0;
        for (auto blocked = self.blocked_users(); const auto user = co_await blocked.next();)
            CHECK(user->id() == ++seen);
    }
    void check() const { CHECK(seen == 101); }

    account self;
    std::int64_t seen = 0;
};

} // namespace

TEST_CASE("blocked users come page by page, whatever fails on the way") {
    const auto steps = tests::replay<listing>();
    CHECK(steps == names{"contacts.getBlocked", "contacts.getBlocked"});
}

TEST_CASE("no more blocked users are asked for than are wanted") {
    tests::script steps;
    account self{steps};
    self.calls.answer_with<api::contacts::getBlocked>([](const api::contacts::getBlocked& request) {
        CHECK(request.limit == 1);
        api::contacts::blockedSlice page;
        page.count = 5;
        api::peerBlocked one;
        api::peerUser peer;
        peer.user_id = 5;
        one.peer_id = peer;
        page.blocked.push_back(one);
        page.users.push_back(user_called(5, "Ann"));
        return api::contacts::Blocked{page};
    });
    tests::run([&]() -> awaitable<void> {
        auto blocked = self.blocked_users(1);
        const auto first = co_await blocked.next();
        REQUIRE(first);
        CHECK(first->first_name() == "Ann");
        const auto second = co_await blocked.next();
        CHECK_FALSE(second);
    });
    CHECK(self.calls.calls().size() == 1);
}

TEST_CASE("imported people come in the order of their entries") {
    tests::script steps;
    account self{steps};
    self.calls.answer_with<api::contacts::importContacts>(
        [](const api::contacts::importContacts& request) {
            REQUIRE(request.contacts.size() == 3);
            api::contacts::importedContacts result;
            api::importedContact one;
            one.client_id = request.contacts[2].client_id;
            one.user_id = 5;
            result.imported.push_back(one);
            one.client_id = 1'000;
            result.imported.push_back(one);
            result.retry_contacts.push_back(0);
            result.retry_contacts.push_back(-1);
            result.users.push_back(user_called(5, "Ann"));
            return result;
        }
    );
    tests::run([&]() -> awaitable<void> {
        const std::array<phone_contact, 3> book{{
            {"+1555", "Bob", ""},
            {"+1556", "Cid", ""},
            {"+1557", "Ann", "Lee"},
        }};
        const auto imported = co_await self.import_contacts(book);
        REQUIRE(imported.users.size() == 3);
        CHECK_FALSE(imported.users[0]);
        REQUIRE(imported.users[2]);
        CHECK(imported.users[2]->id() == 5);
        CHECK(imported.retry == std::vector<std::size_t>{0});
    });
}

TEST_CASE("contacts are those of the list whose user came along") {
    tests::script steps;
    account self{steps};
    api::contacts::contacts list;
    for (const std::int64_t id : {5, 6}) {
        api::contact one;
        one.user_id = id;
        list.contacts.push_back(one);
    }
    list.users.push_back(user_called(5, "Ann"));
    self.calls.answer<api::contacts::getContacts>(list);
    tests::run([&]() -> awaitable<void> {
        const auto contacts = co_await self.get_contacts();
        REQUIRE(contacts.size() == 1);
        CHECK(contacts[0].full_name() == "Ann");
    });
    self.calls.answer<api::contacts::getContacts>(api::contacts::contactsNotModified{});
    tests::run([&]() -> awaitable<void> {
        const auto contacts = co_await self.get_contacts();
        CHECK(contacts.empty());
    });
}
