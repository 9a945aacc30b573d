// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/methods/dialogs.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <exception>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "../support/run.hpp"
#include "account.hpp"

using namespace awaitgram;
using account = tests::account_with<dialog_methods>;

namespace {

using names = std::vector<std::string>;
using request = api::messages::getDialogs;

/// A chat with the user `id`, whose last message is as old as its number.
template <class Page>
void add_chat(Page& page, std::int32_t id) {
    api::user user;
    user.id = id;
    user.first_name = "user " + std::to_string(id);
    page.users.push_back(std::move(user));
    api::message top;
    top.id = 1000 - id;
    top.date = 5000 - id;
    api::peerUser peer;
    peer.user_id = id;
    top.peer_id = peer;
    top.message = "hello from " + std::to_string(id);
    page.messages.push_back(std::move(top));
    api::dialog dialog;
    dialog.peer = peer;
    dialog.top_message = 1000 - id;
    dialog.notify_settings = api::peerNotifySettings{};
    page.dialogs.push_back(std::move(dialog));
}

/// Two pages of two chats and an empty one.
api::messages::Dialogs page_after(const request& asked) {
    api::messages::dialogsSlice slice;
    slice.count = 4;
    const auto first = asked.offset_id == 0 ? 1 : 1000 - asked.offset_id + 1;
    if (first > 1) {
        const auto* from = asked.offset_peer.get_if<api::inputPeerUser>();
        REQUIRE(from != nullptr);
        CHECK(from->user_id == first - 1);
    }
    for (auto id = first; id < first + 2 && id <= 4; ++id)
        add_chat(slice, id);
    return slice;
}

struct dialogs_scene {
    explicit dialogs_scene(tests::script& steps) : me(steps) {
        me.calls.answer_with<request>([](const request& asked) { return page_after(asked); });
    }

    awaitable<void> run() {
        titles.clear();
        for (auto dialogs = me.dialogs(); const auto dialog = co_await dialogs.next();)
            if (dialog->chat() && dialog->user() && dialog->chat()->account() == &me.self)
                titles.push_back(dialog->user()->full_name());
    }
    void check() { CHECK(titles == names{"user 1", "user 2", "user 3", "user 4"}); }

    account me;
    names titles{};
};

} // namespace

TEST_CASE("walking through the chats survives a failure and a cancellation at each step") {
    CHECK(
        tests::replay<dialogs_scene>() ==
        names{"messages.getDialogs", "peer", "messages.getDialogs", "peer", "messages.getDialogs"}
    );
}

TEST_CASE("after a failure the same chat comes with the next call") {
    tests::script steps;
    account me{steps};
    me.calls.answer_with<request>([](const request& asked) { return page_after(asked); });
    tests::run([&]() -> awaitable<void> {
        auto dialogs = me.dialogs();
        for (auto i = 1; i <= 2; ++i) {
            const auto dialog = co_await dialogs.next();
            CHECK(dialog->id() == i);
        }
        me.calls.answer_with<request>([](const request&) {
            throw rpc_error{500, "INTERNAL"};
            return api::messages::Dialogs{};
        });
        auto refused = false;
        try {
            (void)co_await dialogs.next();
        } catch (const rpc_error&) {
            refused = true;
        }
        CHECK(refused);
        me.calls.answer_with<request>([](const request& asked) { return page_after(asked); });
        const auto dialog = co_await dialogs.next();
        CHECK(dialog->id() == 3);
        CHECK(dialog->last_text() == "hello from 3");
    });
}

TEST_CASE("a whole list is one page, and an empty one ends at once") {
    tests::script steps;
    account me{steps};
    api::messages::dialogs all;
    add_chat(all, 1);
    me.calls.answer<request>(std::move(all));
    tests::run([&]() -> awaitable<void> {
        auto dialogs = me.dialogs();
        const auto first = co_await dialogs.next();
        CHECK(first);
        const auto none = co_await dialogs.next();
        CHECK_FALSE(none);
    });
    CHECK(me.calls.calls().size() == 1);

    me.calls.answer<request>(api::messages::dialogs{});
    tests::run([&]() -> awaitable<void> {
        auto dialogs = me.dialogs();
        const auto none = co_await dialogs.next();
        CHECK_FALSE(none);
    });
}

namespace {

names all_titles(account& me) {
    names titles;
    tests::run([&]() -> awaitable<void> {
        for (auto dialogs = me.dialogs(); const auto dialog = co_await dialogs.next();)
            titles.push_back(dialog->title());
    });
    return titles;
}

} // namespace

TEST_CASE("a page that begins where the one before began ends the list") {
    tests::script steps;
    account me{steps};
    me.calls.answer_with<request>([](const request&) {
        api::messages::dialogsSlice same;
        add_chat(same, 1);
        return same;
    });

    CHECK(all_titles(me) == names{"user 1"});
    CHECK(me.calls.calls().size() == 2);
}

TEST_CASE("pages without a new chat end the list, however they alternate") {
    tests::script steps;
    account me{steps};
    auto pages = 0;
    me.calls.answer_with<request>([&pages](const request&) {
        api::messages::dialogsSlice page;
        add_chat(page, 1 + pages++ % 2);
        REQUIRE(pages < 10);
        return page;
    });

    CHECK(all_titles(me) == names{"user 1", "user 2"});
}

TEST_CASE("a chat that ends one page and begins the next is listed once") {
    tests::script steps;
    account me{steps};
    me.calls.answer_with<request>([](const request& asked) {
        api::messages::dialogsSlice page;
        const auto first = asked.offset_id == 0 ? 1 : 1000 - asked.offset_id;
        for (auto id = first; id < first + 3 && id <= 6; ++id)
            add_chat(page, id);
        return page;
    });

    CHECK(all_titles(me) == names{"user 1", "user 2", "user 3", "user 4", "user 5", "user 6"});
}

TEST_CASE("pinned chats are listed once, although every page may begin with them") {
    tests::script steps;
    account me{steps};
    std::vector<bool> excluded;
    me.calls.answer_with<request>([&excluded](const request& asked) {
        excluded.push_back(asked.exclude_pinned);
        api::messages::dialogsSlice page;
        add_chat(page, 4);
        page.dialogs[0].get_if<api::dialog>()->pinned = true;
        const auto first = asked.offset_id == 0 ? 1 : 1000 - asked.offset_id + 1;
        for (auto id = first; id < first + 2 && id <= 5; ++id)
            add_chat(page, id);
        return page;
    });

    CHECK(all_titles(me) == names{"user 4", "user 1", "user 2", "user 3", "user 5"});
    REQUIRE(excluded.size() > 1);
    CHECK_FALSE(excluded[0]);
    CHECK(excluded[1]);
}

TEST_CASE("the last text of a chat is its own, although channels number their messages alike") {
    tests::script steps;
    account me{steps};
    api::messages::dialogs all;
    add_chat(all, 1);
    api::message post;
    post.id = 999;
    post.date = 1;
    api::peerChannel channel;
    channel.channel_id = 7;
    post.peer_id = channel;
    post.message = "a post";
    all.messages.insert(all.messages.begin(), api::Message{std::move(post)});
    me.calls.answer<request>(std::move(all));
    tests::run([&]() -> awaitable<void> {
        auto dialogs = me.dialogs();
        const auto dialog = co_await dialogs.next();
        CHECK(dialog->last_text() == "hello from 1");
    });
}

TEST_CASE("a session that fails between two pages does not shorten the list") {
    tests::script steps;
    account me{steps};
    me.calls.answer_with<request>([](const request& asked) { return page_after(asked); });
    const std::error_code broken = make_error_code(std::errc::io_error);
    steps.fail_at(1, std::make_exception_ptr(std::system_error(broken)));
    names titles;
    auto failures = 0;
    tests::run([&]() -> awaitable<void> {
        auto dialogs = me.dialogs();
        for (auto left = true; left;) {
            try {
                const auto dialog = co_await dialogs.next();
                left = dialog.has_value();
                if (left)
                    titles.push_back(dialog->title());
            } catch (const std::system_error&) {
                REQUIRE(++failures < 3);
            }
        }
    });

    CHECK(failures == 1);
    CHECK(titles == names{"user 1", "user 2", "user 3", "user 4"});
}
