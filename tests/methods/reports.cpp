// SPDX-License-Identifier: MIT
// What users of other libraries have reported of their methods.
#include <awaitgram/api/methods/contacts.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/methods/contacts.hpp>
#include <awaitgram/methods/dialogs.hpp>
#include <awaitgram/methods/members.hpp>
#include <awaitgram/text/text.hpp>
#include <awaitgram/tl/codec.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "message_scene.hpp"

using namespace awaitgram;
using namespace awaitgram::tests;
using ids = std::vector<std::int32_t>;

namespace {

constexpr std::int64_t supergroup = -1000000000008;

/// A chat whose message number N was written at the second N of time, from the first to the last; pages have at most 10.
struct dated_chat {
    std::int32_t last;

    api::messages::Messages operator()(const api::messages::getHistory& asked) const {
        // An id counts, a date beside it does not.
        const auto before = asked.offset_id != 0     ? asked.offset_id
                            : asked.offset_date != 0 ? asked.offset_date
                                                     : last + 1;
        const auto limit = std::min(asked.limit, 10);
        const auto newest = std::min(asked.add_offset < 0 ? before + limit : before, last + 1);
        api::messages::messagesSlice slice{};
        slice.count = last;
        for (auto id = newest - 1; id >= std::max(newest - limit, 1); --id) {
            if (asked.add_offset < 0 && id < before)
                break;
            auto one = text_in(user_peer(5), id);
            one.date = id;
            slice.messages.push_back(std::move(one));
        }
        return slice;
    }
};

ids listed(message_account& here, history_options options) {
    ids got;
    here.run([&]() -> awaitable<void> {
        for (auto all = here.me.history(5, options); const auto each = co_await all.next();)
            got.push_back(each->id());
    });
    return got;
}

ids from_to(std::int32_t first, std::int32_t last) {
    ids all;
    for (auto id = first; first <= last ? id <= last : id >= last; id += first <= last ? 1 : -1)
        all.push_back(id);
    return all;
}

/// The requests of a method about members, which updates answer.
template <class Request>
struct member_account {
    member_account() {
        me.calls.template answer_with<Request>([this](const Request& asked) {
            seen.push_back(asked);
            return api::Updates{api::updates_{}};
        });
    }

    script steps{};
    account_with<member_methods> me{steps};
    std::vector<Request> seen{};
};

} // namespace

TEST_CASE("a date and an id bound a history together, newest or oldest first") {
    message_account here;
    here.answers<api::messages::getHistory>(dated_chat{60});
    CHECK(listed(here, {.offset_date = from_unix(31)}) == from_to(30, 1));
    CHECK(listed(here, {.offset_date = from_unix(31), .max_id = 50}) == from_to(30, 1));
    CHECK(listed(here, {.offset_date = from_unix(51), .max_id = 15}) == from_to(14, 1));
    CHECK(listed(here, {.offset_date = from_unix(31), .min_id = 8}) == from_to(30, 9));
    CHECK(listed(here, {.offset_date = from_unix(31), .reverse = true}) == from_to(31, 60));
    CHECK(
        listed(here, {.offset_date = from_unix(31), .min_id = 8, .reverse = true}) ==
        from_to(31, 60)
    );
    CHECK(
        listed(here, {.offset_date = from_unix(21), .min_id = 44, .max_id = 52, .reverse = true}) ==
        from_to(45, 51)
    );
}

TEST_CASE("an album is whole though other messages have ids between its own") {
    message_account here;
    const ids album{466, 468, 472, 476, 479, 483, 487, 491, 495, 499};
    const auto& asked =
        here.answers<api::channels::getMessages>([&](const api::channels::getMessages& request) {
            std::vector<api::Message> all;
            for (const auto id : asked_ids(request)) {
                auto each = text_in(club_peer(), id);
                each.grouped_id = std::count(album.begin(), album.end(), id) != 0 ? 77 : 78;
                all.emplace_back(std::move(each));
            }
            return page(std::move(all));
        });
    for (const auto wanted : {466, 479, 499}) {
        ids found;
        here.run([&]() -> awaitable<void> {
            for (const auto& each : co_await here.me.get_media_group(club(), wanted))
                found.push_back(each.id());
        });
        CHECK(found == album);
    }
    CHECK(asked.size() == 3); // one request each
}

TEST_CASE("all pieces of a long text stay in the topic of the message that the first one answers") {
    message_account here;
    const auto& sent =
        here.answers<api::messages::sendMessage>([](const api::messages::sendMessage& asked) {
            auto fresh = text_in(club_peer(), 20, asked.message.str());
            api::messageReplyHeader header{};
            header.forum_topic = true;
            header.reply_to_msg_id = 11;
            header.reply_to_top_id = 7;
            fresh.reply_to = header;
            api::updates_ all{};
            api::updateMessageID numbered{};
            numbered.id = 20;
            numbered.random_id = asked.random_id;
            all.updates.push_back(numbered);
            api::updateNewChannelMessage post{};
            post.message = std::move(fresh);
            all.updates.push_back(std::move(post));
            return api::Updates{std::move(all)};
        });
    here.run([&]() -> awaitable<void> {
        std::string words;
        while (words.size() < 9'000)
            words += "word ";
        const auto all =
            co_await here.me.send_long_text(club(), words, {.reply_to = 11, .quote = "why"});
        CHECK(all.size() == 3);
    });
    REQUIRE(sent.size() == 3);
    const auto* first = sent[0].reply_to->get_if<api::inputReplyToMessage>();
    CHECK(first->reply_to_msg_id == 11);
    CHECK(first->quote_text);
    for (const auto at : {1u, 2u}) {
        REQUIRE(sent[at].reply_to);
        const auto* next = sent[at].reply_to->get_if<api::inputReplyToMessage>();
        CHECK(next->reply_to_msg_id == 7);
        CHECK_FALSE(next->quote_text);
    }
}

TEST_CASE("a message to the General topic answers nothing") {
    message_account here;
    const auto& sent =
        here.answers<api::messages::sendMessage>([](const api::messages::sendMessage& asked) {
            return sent_as(club_peer(), 20, {asked.random_id});
        });
    const auto& forwarded =
        here.answers<api::messages::forwardMessages>([](const api::messages::forwardMessages& asked
                                                     ) {
            return sent_as(club_peer(), 30, asked.random_id);
        });
    here.run([&]() -> awaitable<void> {
        (void)co_await here.me.send_text(club(), "hello", {.topic = 1});
        (void)co_await here.me.send_text(club(), "yes", {.reply_to = 9, .topic = 1});
        (void)co_await here.me.forward_messages(club(), club(), 5, {.send = {.topic = 1}});
        (void)co_await here.me.forward_messages(club(), club(), 5, {.send = {.topic = 7}});
    });
    CHECK_FALSE(sent[0].reply_to);
    CHECK_FALSE(sent[1].reply_to->get_if<api::inputReplyToMessage>()->top_msg_id);
    CHECK_FALSE(forwarded[0].top_msg_id);
    CHECK(forwarded[1].top_msg_id == 7);
}

TEST_CASE("a quiz is closed without its right answer, which its owner may not know") {
    message_account here;
    here.answers<api::channels::getMessages>([](const api::channels::getMessages&) {
        auto shown = text_in(club_peer(), 7);
        api::messageMediaPoll media{};
        media.poll.id = 70;
        media.poll.hash = 700;
        media.poll.quiz = true;
        api::pollAnswer answer{};
        answer.option = tl::bytes{std::string{"a"}};
        media.poll.answers.push_back(answer);
        shown.media = api::MessageMedia{media};
        return page({shown});
    });
    const auto& edits = here.answers<api::messages::editMessage>(api::Updates{api::updates_{}});
    here.run([&]() -> awaitable<void> { (void)co_await here.me.close_poll(club(), 7); });
    const auto* closed = edits[0].media->get_if<api::inputMediaPoll>();
    CHECK(closed->poll.closed);
    CHECK(closed->poll.id == 70);
    CHECK_FALSE(closed->poll.quiz);
    CHECK(closed->poll.answers.empty());
}

TEST_CASE("a reaction is taken back by a request without a list of reactions") {
    message_account here;
    const auto& seen = here.answers<api::messages::sendReaction>(api::Updates{api::updates_{}});
    here.run([&]() -> awaitable<void> {
        co_await here.me.react(club(), 7, "👍");
        co_await here.me.react(club(), 7, {});
    });
    CHECK(seen[0].reaction);
    CHECK_FALSE(seen[1].reaction);
}

TEST_CASE("the list of a channel's members goes on behind its first two hundred, and short pages") {
    script steps;
    account_with<member_methods> me{steps};
    std::vector<std::int32_t> offsets;
    me.calls.answer_with<api::channels::getParticipants>(
        [&](const api::channels::getParticipants& asked) {
            offsets.push_back(asked.offset);
            api::channels::channelParticipants page{};
            page.count = 455; // some of them are not told
            const auto most = asked.offset == 200 ? 50 : 200;
            for (auto at = asked.offset; at < std::min(asked.offset + most, 450); ++at) {
                api::channelParticipant one{};
                one.user_id = at + 1;
                page.participants.push_back(one);
            }
            return api::channels::ChannelParticipants{page};
        }
    );
    std::int64_t last = 0;
    tests::run([&]() -> awaitable<void> {
        for (auto members = me.members(supergroup); const auto one = co_await members.next();)
            CHECK(one->id() == ++last);
    });
    CHECK(last == 450);
    CHECK(offsets == std::vector<std::int32_t>{0, 200, 250, 450});
}

TEST_CASE("of a ban that is lifted nothing remains, nor of an administrator who is demoted") {
    member_account<api::channels::editBanned> bans;
    tests::run([&]() -> awaitable<void> {
        co_await bans.me.ban(supergroup, 5);
        co_await bans.me.unban(supergroup, 5);
    });
    CHECK(bans.seen[0].banned_rights.manage_topics);
    CHECK(tl::encoded(bans.seen[1].banned_rights) == tl::encoded(api::chatBannedRights{}));

    member_account<api::channels::editAdmin> admins;
    api::channelParticipantAdmin present{};
    present.user_id = 5;
    present.admin_rights.other = true;
    present.admin_rights.ban_users = true;
    api::channels::channelParticipant answer{};
    answer.participant = present;
    admins.me.calls.answer<api::channels::getParticipant>(answer);
    tests::run([&]() -> awaitable<void> { co_await admins.me.demote(supergroup, 5); });
    CHECK(tl::encoded(admins.seen[0].admin_rights) == tl::encoded(api::chatAdminRights{}));
}

TEST_CASE("an administrator of a group is granted no right that only channels have") {
    member_account<api::channels::editAdmin> admins;
    admins.me.calls.answer_with<api::channels::getParticipant>(
        [](const api::channels::getParticipant&) {
            throw rpc_error{400, "USER_NOT_PARTICIPANT"};
            return api::channels::channelParticipant{};
        }
    );
    tests::run([&]() -> awaitable<void> {
        co_await admins.me.promote(supergroup, 5, admin_rights::of_groups());
        co_await admins.me.promote(supergroup, 5, admin_rights::moderator());
        co_await admins.me.promote(supergroup, 5, admin_rights::of_channels());
    });
    for (const auto at : {0u, 1u}) {
        CHECK_FALSE(admins.seen[at].admin_rights.post_messages);
        CHECK_FALSE(admins.seen[at].admin_rights.edit_messages);
        CHECK(admins.seen[at].admin_rights.pin_messages);
    }
    CHECK_FALSE(admins.seen[2].admin_rights.pin_messages);
}

TEST_CASE("a contact is added by a number that the account has not seen before") {
    script steps;
    account_with<contact_methods> me{steps};
    const auto ann = [] {
        api::user raw{};
        raw.id = 5;
        raw.access_hash = 70;
        raw.first_name = "Ann";
        return raw;
    };
    me.calls.answer_with<api::contacts::resolvePhone>([&](const api::contacts::resolvePhone& asked
                                                      ) {
        CHECK(asked.phone == "989123048400");
        api::contacts::resolvedPeer found{};
        found.peer = user_peer(5);
        found.users.push_back(ann());
        return found;
    });
    me.calls.answer_with<api::contacts::addContact>([&](const api::contacts::addContact& asked) {
        const auto* user = asked.id.get_if<api::inputUser>();
        REQUIRE(user);
        CHECK(user->access_hash == 70);
        api::updates_ all{};
        all.users.push_back(ann());
        return api::Updates{std::move(all)};
    });
    tests::run([&]() -> awaitable<void> {
        const auto added = co_await me.add_contact("+98 912 304 8400", "Ann");
        CHECK(added.id() == 5);
    });
}

TEST_CASE("numbers of an address book that Telegram puts off are named") {
    script steps;
    account_with<contact_methods> me{steps};
    me.calls.answer_with<api::contacts::importContacts>(
        [](const api::contacts::importContacts& asked) {
            api::contacts::importedContacts result{};
            for (const auto& each : asked.contacts) // it takes five of them
                if (const auto id = each.client_id; id < 5) {
                    api::importedContact one{};
                    one.client_id = id;
                    one.user_id = id + 1;
                    result.imported.push_back(one);
                    api::user raw{};
                    raw.id = id + 1;
                    result.users.push_back(raw);
                } else {
                    result.retry_contacts.push_back(id);
                }
            return result;
        }
    );
    tests::run([&]() -> awaitable<void> {
        const std::vector<phone_contact> book(100, {"+1", "Ann", ""});
        const auto imported = co_await me.import_contacts(book);
        CHECK(imported.users.size() == 100);
        CHECK(imported.users[4]);
        CHECK_FALSE(imported.users[5]);
        REQUIRE(imported.retry.size() == 95);
        CHECK(imported.retry.front() == 5);
        CHECK(imported.retry.back() == 99);
    });
}

TEST_CASE("archived chats are listed with the others, alone, or not at all, and so many as wanted"
) {
    script steps;
    account_with<dialog_methods> me{steps};
    std::vector<api::messages::getDialogs> asked;
    me.calls.answer_with<api::messages::getDialogs>([&](const api::messages::getDialogs& request) {
        asked.push_back(request);
        api::messages::dialogs all{};
        for (const auto id : {1, 2, 3}) {
            api::dialog one{};
            one.peer = user_peer(id);
            one.notify_settings = api::peerNotifySettings{};
            if (id == 3)
                one.folder_id = 1;
            all.dialogs.push_back(std::move(one));
        }
        return api::messages::Dialogs{std::move(all)};
    });
    const auto list = [&](dialog_options options) {
        std::vector<std::int64_t> got;
        tests::run([&]() -> awaitable<void> {
            for (auto all = me.dialogs(options); const auto each = co_await all.next();) {
                got.push_back(each->id());
                CHECK(each->archived() == (each->id() == 3));
            }
        });
        return got;
    };
    CHECK(list({}).size() == 3);
    CHECK(list({.archived = archived_chats::left_out}).size() == 3);
    CHECK(list({.archived = archived_chats::only}).size() == 3);
    CHECK(list({.limit = 2}) == std::vector<std::int64_t>{1, 2});
    CHECK_FALSE(asked[0].folder_id);
    CHECK(asked[1].folder_id == 0);
    CHECK(asked[2].folder_id == 1);
    CHECK(asked[0].limit == 100);
    CHECK(asked[3].limit == 2);
}
