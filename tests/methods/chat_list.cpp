// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/account.hpp>
#include <awaitgram/api/methods/folders.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/methods/chat_list.hpp>
#include <awaitgram/methods/folders.hpp>
#include <awaitgram/rpc/errc.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "../support/run.hpp"
#include "account.hpp"

using namespace awaitgram;
using namespace std::chrono_literals;

namespace {

using names = std::vector<std::string>;

class everything : public chat_list_methods, public folder_methods {};
using account = tests::account_with<everything>;

struct archive_scene {
    explicit archive_scene(tests::script& steps) : me(steps) {
        me.calls.answer_with<api::folders::editPeerFolders>([this](const auto& asked) {
            folder = asked.folder_peers[0].folder_id;
            return api::Updates{api::updates_{}};
        });
    }
    awaitable<void> run() { co_await me.archive_chat(5); }
    void check() { CHECK(folder == 1); }

    account me;
    std::int32_t folder = 0;
};

/// A folder of the users 5, pinned, and 6; and one with the id 3.
api::messages::dialogFilters two_folders() {
    api::messages::dialogFilters list{};
    list.filters.push_back(api::dialogFilterDefault{});
    api::dialogFilter mine{};
    mine.id = 2;
    mine.title.text = "Mine";
    mine.groups = true;
    api::inputPeerUser pinned{};
    pinned.user_id = 5;
    mine.pinned_peers.push_back(pinned);
    api::inputPeerUser included{};
    included.user_id = 6;
    mine.include_peers.push_back(included);
    list.filters.push_back(std::move(mine));
    api::dialogFilterChatlist shared{};
    shared.id = 3;
    list.filters.push_back(std::move(shared));
    return list;
}

} // namespace

TEST_CASE("archiving survives a failure and a cancellation at each step") {
    CHECK(tests::replay<archive_scene>() == names{"peer", "folders.editPeerFolders"});
}

TEST_CASE("a chat is muted for ever or for some time") {
    tests::script steps;
    account me{steps};
    std::vector<std::int32_t> ends;
    me.calls.answer_with<api::account::updateNotifySettings>([&ends](const auto& asked) {
        CHECK(asked.peer.template is<api::inputNotifyPeer>());
        ends.push_back(asked.settings.mute_until.value_or(-1));
        CHECK_FALSE(asked.settings.silent);
        return true;
    });
    const auto now = unix_seconds(steady_now());
    tests::run([&]() -> awaitable<void> {
        co_await me.mute_chat(5);
        co_await me.mute_chat(5, 8h);
        co_await me.unmute_chat(5);
    });
    REQUIRE(ends.size() == 3);
    CHECK(ends[0] == 0x7fffffff);
    CHECK(ends[1] >= now + 8 * 3600);
    CHECK(ends[2] == 0);
}

TEST_CASE("a private chat is deleted in as many requests as it needs") {
    tests::script steps;
    account me{steps};
    auto rest = 2;
    me.calls.answer_with<api::messages::deleteHistory>([&rest](const auto& asked) {
        CHECK(asked.revoke);
        api::messages::affectedHistory answer{};
        answer.offset = --rest;
        return answer;
    });
    tests::run([&] { return me.delete_dialog(5, {.for_both = true}); });
    CHECK(rest == 0);
}

TEST_CASE("a deletion ends when Telegram asks for more and more of it and deletes nothing") {
    tests::script steps;
    account me{steps};
    auto rounds = 0;
    const auto delete_with = [&](std::int32_t changed) {
        rounds = 0;
        me.calls.answer_with<api::messages::deleteHistory>([&rounds, changed](const auto&) {
            api::messages::affectedHistory answer{};
            answer.offset = 5;
            answer.pts_count = changed;
            REQUIRE(++rounds <= 200'000);
            return answer;
        });
        return tests::error_of([&] { return me.delete_dialog(5); });
    };
    CHECK(delete_with(0) == rpc::errc::no_progress);
    CHECK(rounds == 21);
    CHECK(delete_with(1) == rpc::errc::no_progress);
    CHECK(rounds == 100'000);
}

TEST_CASE("a new folder takes the first free id") {
    tests::script steps;
    account me{steps};
    me.calls.answer<api::messages::getDialogFilters>(two_folders());
    me.calls.answer_with<api::messages::updateDialogFilter>([](const auto& asked) {
        CHECK(asked.id == 4);
        const auto* folder = asked.filter->template get_if<api::dialogFilter>();
        REQUIRE(folder);
        CHECK(folder->id == 4);
        CHECK(folder->title.text == "Work");
        CHECK(folder->bots);
        CHECK(folder->include_peers.size() == 1);
        return true;
    });
    tests::run([&]() -> awaitable<void> {
        const std::vector<std::int64_t> chats{7};
        const auto id = co_await me.create_folder("Work", chats, {.bots = true});
        CHECK(id == 4);
        const auto folders = co_await me.folders();
        REQUIRE(folders.size() == 3);
        CHECK(folders[0].all_chats());
        CHECK(folders[1].title() == "Mine");
        CHECK(folders[1].chats_count() == 2);
        CHECK(folders[2].shared());
    });
}

TEST_CASE("chats are pinned in a folder, which keeps them when they are pinned no more") {
    tests::script steps;
    account me{steps};
    auto list = two_folders();
    me.calls.answer_with<api::messages::getDialogFilters>([&list](const auto&) { return list; });
    auto saves = 0;
    me.calls.answer_with<api::messages::updateDialogFilter>([&](const auto& asked) {
        ++saves;
        list.filters[1] = *asked.filter;
        return true;
    });
    using ids = std::vector<std::int64_t>;
    tests::run([&]() -> awaitable<void> {
        co_await me.pin_in_folder(2, 5); // is pinned there
        CHECK(saves == 0);
        co_await me.pin_in_folder(2, 6);
        co_await me.pin_in_folder(2, 7);
        auto folders = co_await me.folders();
        CHECK(folders[1].pinned_ids() == ids{7, 6, 5});
        CHECK(folders[1].included_ids().empty());
        CHECK(folders[0].pinned_ids().empty());
        co_await me.unpin_in_folder(2, 6);
        co_await me.unpin_in_folder(2, 6);
        folders = co_await me.folders();
        CHECK(folders[1].pinned_ids() == ids{7, 5});
        CHECK(folders[1].included_ids() == ids{6});
        CHECK(folders[1].excluded_ids().empty());
        CHECK(saves == 3);
    });
}

TEST_CASE("the pinned chats are those of the list or of the archive") {
    tests::script steps;
    account me{steps};
    std::vector<std::int32_t> asked_for;
    me.calls.answer_with<api::messages::getPinnedDialogs>([&asked_for](const auto& asked) {
        asked_for.push_back(asked.folder_id);
        api::messages::peerDialogs list{};
        for (const std::int64_t id : {6, 5}) {
            api::dialog line{};
            line.peer = api::peerUser{.user_id = id};
            line.notify_settings = api::peerNotifySettings{};
            line.pinned = true;
            list.dialogs.push_back(line);
        }
        return list;
    });
    tests::run([&]() -> awaitable<void> {
        const auto pinned = co_await me.get_pinned_chats();
        REQUIRE(pinned.size() == 2);
        CHECK(pinned[0].id() == 6);
        CHECK_FALSE(pinned[0].draft());
        (void)co_await me.get_pinned_chats(chat_list_part::archive);
    });
    CHECK(asked_for == std::vector<std::int32_t>{0, 1});
}

TEST_CASE("a folder that is changed keeps the rest") {
    tests::script steps;
    account me{steps};
    std::vector<api::dialogFilter> saved;
    auto deleted = false;
    me.calls.answer<api::messages::getDialogFilters>(two_folders());
    me.calls.answer_with<api::messages::updateDialogFilter>([&](const auto& asked) {
        deleted = !asked.filter;
        if (asked.filter)
            saved.push_back(*asked.filter->template get_if<api::dialogFilter>());
        return true;
    });
    tests::run([&]() -> awaitable<void> {
        co_await me.rename_folder(2, "Ours");
        co_await me.add_to_folder(2, 7);
        co_await me.add_to_folder(2, 5); // is pinned there
        co_await me.remove_from_folder(2, 6);
        co_await me.remove_from_folder(2, 8);
        co_await me.delete_folder(2);
    });
    REQUIRE(saved.size() == 4);
    CHECK(saved[0].title.text == "Ours");
    CHECK(saved[0].groups);
    CHECK(saved[0].pinned_peers.size() == 1);
    CHECK(saved[1].include_peers.size() == 2);
    CHECK(saved[2].include_peers.empty());
    CHECK(saved[3].exclude_peers.size() == 1);
    CHECK(deleted);
    CHECK_THROWS_AS(
        tests::run([&] { return me.rename_folder(3, "Shared"); }), std::invalid_argument
    );
}
