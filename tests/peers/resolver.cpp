// SPDX-License-Identifier: MIT
#include <awaitgram/api/methods/channels.hpp>
#include <awaitgram/api/methods/contacts.hpp>
#include <awaitgram/api/methods/messages.hpp>
#include <awaitgram/api/methods/users.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/peers/error.hpp>
#include <awaitgram/peers/resolver.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/clock.hpp>

#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../support/replay.hpp"
#include "../support/run.hpp"
#include "../support/scripted_invoker.hpp"

using namespace awaitgram;

namespace {

using names = std::vector<std::string>;
using resolve_name = api::contacts::resolveUsername;

api::user user_numbered(std::int64_t id, std::string_view username = {}) {
    api::user user;
    user.id = id;
    user.access_hash = id * 10;
    if (!username.empty())
        user.username = tl::string{username};
    return user;
}

api::channel channel_numbered(std::int64_t id, std::string_view username = {}) {
    api::channel channel;
    channel.id = id;
    channel.access_hash = id * 10;
    channel.megagroup = true;
    channel.photo = api::chatPhotoEmpty{};
    if (!username.empty())
        channel.username = tl::string{username};
    return channel;
}

api::contacts::resolvedPeer resolved_as(const api::user& user) {
    api::contacts::resolvedPeer answer;
    api::peerUser peer;
    peer.user_id = user.id;
    answer.peer = peer;
    answer.users.push_back(user);
    return answer;
}

/// Calls another invoker in a later turn of the context, as a link does.
class late_invoker final : public rpc::invoker {
public:
    explicit late_invoker(rpc::invoker& inner) : inner_(&inner) {}

    [[nodiscard]] awaitable<rpc::answer>
    call(rpc::request sent, rpc::call_options options) override {
        const auto executor = co_await asio::this_coro::executor;
        co_await asio::post(executor, asio::use_awaitable);
        co_return co_await inner_->call(std::move(sent), options);
    }

private:
    rpc::invoker* inner_;
};

/// An account over a script, and what its resolver does.
struct account {
    explicit account(tests::script& steps, bool is_bot = false) : calls(steps) {
        resolver.set_account(1, is_bot);
    }

    /// The names of the methods that were called, without their schema.
    [[nodiscard]] names called() const {
        names all;
        for (const auto& line : calls.calls())
            all.push_back(line.substr(0, line.find_first_of("# ")));
        return all;
    }

    /// How requests address a chat.
    resolved_chat resolve(const chat_ref& chat) {
        resolved_chat result;
        const chat_query asked{chat};
        tests::run([&]() -> awaitable<void> { result = co_await resolver.resolve(asked); });
        return result;
    }

    /// The text of the refusal of a chat, and its code.
    std::string refusal(const chat_ref& chat, peer_errc code) {
        try {
            static_cast<void>(resolve(chat));
        } catch (const peer_error& error) {
            CHECK(error.code() == code);
            return error.what();
        }
        FAIL("the chat was resolved");
        return {};
    }

    void store(const peer_info& known) {
        tests::run([&]() -> awaitable<void> { co_await session.cache_peer(known); });
    }

    any_session session{memory_session{}};
    peer_cache recent{};
    tests::scripted_invoker calls;
    late_invoker late{calls};
    peer_resolver resolver{late, session, recent};
};

std::int64_t hash_of(const resolved_chat& chat) {
    if (const auto* user = chat.input.get_if<api::inputPeerUser>())
        return user->access_hash;
    const auto* channel = chat.input.get_if<api::inputPeerChannel>();
    return channel != nullptr ? channel->access_hash : 0;
}

/// Answers messages.getChats with these groups, those of them that are asked for.
void answer_groups(account& me, std::vector<api::chat> groups) {
    me.calls.answer_with<api::messages::getChats>(
        [groups = std::move(groups)](const api::messages::getChats& asked) -> api::messages::Chats {
            api::messages::chats answer;
            for (const auto& id : asked.id)
                for (const auto& each : groups)
                    if (each.id == id)
                        answer.chats.push_back(each);
            if (answer.chats.empty())
                throw rpc_error{400, "CHAT_ID_INVALID"};
            return answer;
        }
    );
}

api::chat group_of(std::int64_t id) {
    api::chat group;
    group.id = id;
    group.photo = api::chatPhotoEmpty{};
    return group;
}

api::chat group_that_became(std::int64_t id, std::int64_t channel) {
    auto group = group_of(id);
    group.deactivated = true;
    api::inputChannel to;
    to.channel_id = channel;
    to.access_hash = channel * 10;
    group.migrated_to = api::InputChannel{to};
    return group;
}

} // namespace

TEST_CASE("a chat that is known costs no request") {
    tests::script steps;
    account me{steps};
    CHECK(me.recent.note(user_info{5, peer_auth{50}, {}, {}}));
    me.store(channel_info{8, peer_auth{80}, {}});

    CHECK(hash_of(me.resolve(5)) == 50);
    const auto channel = me.resolve(-1000000000008);
    CHECK(hash_of(channel) == 80);
    CHECK(channel.id == -1000000000008);
    CHECK(me.resolve("t.me/c/8/15").id == -1000000000008);
    const auto self = me.resolve("me");
    CHECK(self.input.is<api::inputPeerSelf>());
    CHECK(self.id == 1);
    CHECK(me.resolve(1).input.is<api::inputPeerSelf>());
    api::inputPeerUser raw;
    raw.user_id = 6;
    raw.access_hash = 66;
    const api::InputPeer given = raw;
    CHECK(hash_of(me.resolve(given)) == 66);
    CHECK(me.resolve(given).id == 6);
    CHECK(me.called().empty());
}

TEST_CASE("ids of channels made lately, and of monoforums, are ids of channels") { // T16
    tests::script steps;
    account me{steps};
    for (const std::int64_t id : {-1002165353586, -1003000000000, -1997852516352, -2002147483649}) {
        const auto bare = -1'000'000'000'000 - id;
        CHECK(me.recent.note(channel_info{bare, peer_auth{bare * 10}, {}}));
        const auto channel = me.resolve(id);
        CHECK(channel.id == id);
        CHECK(channel.input.get_if<api::inputPeerChannel>()->channel_id == bare);
        CHECK(hash_of(channel) == bare * 10);
        CHECK(me.resolve(std::to_string(id)).id == id);
    }
    CHECK(me.called().empty());
}

TEST_CASE("ids that no chat has are refused with the cure, before anything is sent") {
    tests::script steps;
    account me{steps};
    CHECK(me.refusal(0, peer_errc::invalid_id).find("begin with -100") != std::string::npos);
    CHECK(me.refusal(-1000000000000, peer_errc::invalid_id).find("-1000000000000: ") == 0);
    static_cast<void>(me.refusal(std::int64_t{1} << 50, peer_errc::invalid_id));
    static_cast<void>(me.refusal(std::numeric_limits<std::int64_t>::min(), peer_errc::invalid_id));
    CHECK(
        me.refusal(-1997852516353, peer_errc::secret_chat).find("id of its user") !=
        std::string::npos
    );
    const api::InputPeer empty = api::inputPeerEmpty{};
    static_cast<void>(me.refusal(empty, peer_errc::not_a_chat));
    static_cast<void>(me.refusal("", peer_errc::not_a_chat));
    for (const auto* number : {"123456789", " 49 (170) 123-456 "}) {
        const auto shown = me.refusal(
            number, number[0] == ' ' ? peer_errc::invalid_username : peer_errc::ambiguous_number
        );
        CHECK(shown.find("the phone number or invite link: ") == 0);
    }
    CHECK(me.refusal("@a b\n", peer_errc::invalid_username).find("\"@a b?\": ") == 0);
    CHECK(me.called().empty());
}

TEST_CASE("an id that lost its -100 or its minus is recognised when the chat is known") {
    tests::script steps;
    account me{steps};
    me.store(channel_info{1234567890, peer_auth{80}, {}});
    me.store(chat_info{77});
    me.calls.answer<api::users::getUsers>({});
    me.calls.answer<api::messages::getDialogs>(api::messages::dialogs{});
    answer_groups(me, {});
    CHECK(
        me.refusal(1234567890, peer_errc::unknown_user).find("did you mean -1001234567890?") !=
        std::string::npos
    );
    CHECK(
        me.refusal(1001234567890, peer_errc::unknown_user).find("did you mean -1001234567890?") !=
        std::string::npos
    );
    CHECK(
        me.refusal(-1234567890, peer_errc::unknown_group).find("did you mean -1001234567890?") !=
        std::string::npos
    );
    CHECK(me.refusal(77, peer_errc::unknown_user).find("did you mean -77?") != std::string::npos);
    CHECK(me.refusal(78, peer_errc::unknown_user).find("did you mean") == std::string::npos);
}

TEST_CASE("a name is looked up once, and its owner is known from then on by all names") {
    tests::script steps;
    account me{steps};
    auto user = user_numbered(5, "news");
    user.username.reset();
    user.usernames.emplace();
    for (const auto* each : {"news", "olds"}) {
        api::username bought;
        bought.active = true;
        bought.username = each;
        user.usernames->push_back(bought);
    }
    me.calls.answer<resolve_name>(resolved_as(user));
    CHECK(hash_of(me.resolve("@news")) == 50);
    CHECK(hash_of(me.resolve("https://t.me/NEWS/5")) == 50);
    CHECK(me.resolve("olds").id == 5);
    CHECK(me.resolve(5).id == 5);
    CHECK(me.called() == names{"contacts.resolveUsername"});
}

TEST_CASE("that a name has no owner is remembered for a while") { // T15
    testing::clock time;
    tests::script steps;
    account me{steps};
    me.calls.answer_with<resolve_name>(
        [](const resolve_name& asked) -> api::contacts::resolvedPeer {
            throw rpc_error{
                400, asked.username == "taken" ? "USERNAME_INVALID" : "USERNAME_NOT_OCCUPIED"};
        }
    );
    CHECK(me.refusal("@unused", peer_errc::username_not_occupied).find("@unused: no user") == 0);
    static_cast<void>(me.refusal("t.me/UNUSED", peer_errc::username_not_occupied));
    CHECK(me.called().size() == 1);
    static_cast<void>(me.refusal("@taken", peer_errc::invalid_username));
    CHECK(me.called().size() == 2);
    time.advance(name_cache::unowned_for);
    static_cast<void>(me.refusal("@unused", peer_errc::username_not_occupied));
    CHECK(me.called().size() == 3);
}

TEST_CASE("a name that moved to another peer is looked up again") {
    tests::script steps;
    account me{steps};
    me.calls.answer<resolve_name>(resolved_as(user_numbered(5, "news")));
    CHECK(me.resolve("@news").id == 5);
    // The owner comes along without the name, and another user with it.
    me.resolver.learn(user_numbered(5, "other"));
    me.calls.answer<resolve_name>(resolved_as(user_numbered(6, "news")));
    CHECK(me.resolve("@news").id == 6);
    CHECK(me.resolve("@other").id == 5);
    CHECK(me.called().size() == 2);
}

TEST_CASE("a refusal that is about no name, such as a flood wait, is not remembered") {
    tests::script steps;
    account me{steps};
    me.calls.answer_with<resolve_name>([](const resolve_name&) -> api::contacts::resolvedPeer {
        throw rpc_error{420, "FLOOD_WAIT_300"};
    });
    CHECK_THROWS_AS(me.resolve("@news"), rpc_error);
    me.calls.answer<resolve_name>(resolved_as(user_numbered(5)));
    CHECK(me.resolve("@news").id == 5);
}

namespace {

/// Resolves several chats at the same time.
struct crowd {
    explicit crowd(account& of, std::vector<chat_ref> chats) : all(chats.size()) {
        for (std::size_t i = 0; i < chats.size(); ++i) {
            const chat_query asked{chats[i]};
            tasks.push_back(std::make_unique<task>(
                io.get_executor(),
                one(of, asked, all[i]),
                [this](const std::exception_ptr& error) { failures += error ? 1U : 0U; }
            ));
        }
    }

    static awaitable<void> one(account& of, chat_query asked, std::optional<resolved_chat>& to) {
        to = co_await of.resolver.resolve(std::move(asked));
    }

    asio::io_context io{};
    std::vector<std::optional<resolved_chat>> all;
    std::vector<std::unique_ptr<task>> tasks{};
    std::size_t failures = 0;
};

} // namespace

TEST_CASE("concurrent look-ups of one name are one request") { // T15
    tests::script steps;
    account me{steps};
    me.calls.answer<resolve_name>(resolved_as(user_numbered(5, "news")));
    crowd many{me, {"@news", "t.me/news", "NEWS", "@news"}};
    tests::run_to_end(many.io);
    for (const auto& each : many.all)
        CHECK(each->id == 5);
    CHECK(me.called().size() == 1);

    // All of them get the refusal, too.
    me.calls.answer_with<resolve_name>([](const resolve_name&) -> api::contacts::resolvedPeer {
        throw rpc_error{420, "FLOOD_WAIT_300"};
    });
    crowd refused{me, {"@other", "@other", "@other"}};
    tests::run_to_end(refused.io);
    CHECK(refused.failures == 3);
    CHECK(me.called().size() == 2);
}

TEST_CASE("ids that a bot asks for at the same time are one request, and one that is refused "
          "spoils no other") {
    tests::script steps;
    account bot{steps, true};
    std::vector<std::size_t> sizes;
    bot.calls.answer_with<api::channels::getChannels>(
        [&sizes](const api::channels::getChannels& asked) -> api::messages::Chats {
            sizes.push_back(asked.id.size());
            api::messages::chats answer;
            for (const auto& each : asked.id) {
                const auto* input = each.get_if<api::inputChannel>();
                CHECK(input->access_hash == 0);
                if (input->channel_id == 13)
                    throw rpc_error{400, "CHANNEL_INVALID"};
                answer.chats.push_back(channel_numbered(input->channel_id));
            }
            return answer;
        }
    );
    crowd many{bot, {-1000000000008, -1000000000009, -1000000000008, "t.me/c/10/1"}};
    tests::run_to_end(many.io);
    CHECK(sizes == std::vector<std::size_t>{3});
    CHECK(hash_of(*many.all[1]) == 90);

    crowd spoiled{bot, {-1000000000011, -1000000000013, -1000000000012}};
    tests::run_to_end(spoiled.io);
    CHECK(spoiled.failures == 1);
    CHECK(hash_of(*spoiled.all[2]) == 120);
    CHECK(sizes == std::vector<std::size_t>{3, 3, 1, 1, 1});
}

TEST_CASE("more ids than fit into a request are several requests") {
    tests::script steps;
    account bot{steps, true};
    std::size_t most = 0;
    bot.calls.answer_with<api::users::getUsers>([&most](const api::users::getUsers& asked) {
        most = std::max(most, asked.id.size());
        tl::vector<api::User> users;
        for (const auto& each : asked.id)
            users.push_back(user_numbered(each.get_if<api::inputUser>()->user_id));
        return users;
    });
    std::vector<chat_ref> chats;
    for (std::int64_t id = 101; id <= 350; ++id)
        chats.emplace_back(id);
    crowd many{bot, chats};
    tests::run_to_end(many.io);
    CHECK(many.failures == 0);
    CHECK(many.all.back()->id == 350);
    CHECK(most == 100);
    CHECK(bot.called().size() == 3);
}

TEST_CASE("a bot is told how it would meet a user or a channel") {
    tests::script steps;
    account bot{steps, true};
    bot.calls.answer_with<api::channels::getChannels>(
        [](const api::channels::getChannels&) -> api::messages::Chats {
            throw rpc_error{400, "CHANNEL_PRIVATE"};
        }
    );
    tl::vector<api::User> nobody;
    nobody.push_back(api::userEmpty{});
    bot.calls.answer<api::users::getUsers>(nobody);
    CHECK(
        bot.refusal(-1000000000008, peer_errc::unknown_channel).find("add the bot to it") !=
        std::string::npos
    );
    CHECK(bot.refusal(5, peer_errc::unknown_user).find("let it write first") != std::string::npos);
    // Neither phone numbers nor invite links are for bots; nothing is sent.
    const auto before = bot.called().size();
    const auto phone = bot.refusal("+99966123456", peer_errc::users_only);
    CHECK(phone.find("9966") == std::string::npos);
    static_cast<void>(bot.refusal("t.me/+AbCdEf", peer_errc::users_only));
    CHECK(bot.called().size() == before);
}

TEST_CASE("a user account reads its dialogs once for a channel that it does not know") {
    tests::script steps;
    account me{steps};
    me.calls.answer_with<api::messages::getDialogs>(
        [](const api::messages::getDialogs& asked) -> api::messages::Dialogs {
            api::messages::dialogsSlice page;
            page.count = 2;
            const auto id = asked.offset_id == 0 ? 8 : 9;
            api::peerChannel peer;
            peer.channel_id = id;
            api::dialog dialog;
            dialog.peer = peer;
            dialog.top_message = 40;
            page.dialogs.push_back(dialog);
            api::message top;
            top.id = 40;
            top.date = 1'700'000'000 - id;
            top.peer_id = peer;
            page.messages.push_back(top);
            page.chats.push_back(channel_numbered(id));
            if (asked.offset_id != 0)
                CHECK(asked.offset_peer.is<api::inputPeerChannel>());
            return page;
        }
    );
    crowd both{me, {-1000000000009, -1000000000010}};
    tests::run_to_end(both.io);
    CHECK(hash_of(*both.all[0]) == 90);
    CHECK(both.failures == 1);
    const auto pages = me.called().size();
    CHECK(pages == 3);
    CHECK(
        me.refusal(-1000000000011, peer_errc::unknown_channel).find("list the dialogs") !=
        std::string::npos
    );
    CHECK(me.called().size() == pages);
}

TEST_CASE("a phone number is looked up, and that it is hidden is remembered") {
    tests::script steps;
    account me{steps};
    me.calls.answer_with<api::contacts::resolvePhone>([](const api::contacts::resolvePhone& asked) {
        if (asked.phone != "99966123456")
            throw rpc_error{400, "PHONE_NOT_OCCUPIED"};
        return resolved_as(user_numbered(5));
    });
    CHECK(me.resolve("+999 66 123456").id == 5);
    CHECK(me.resolve("+99966123456").id == 5);
    const auto hidden = me.refusal("+99966000000", peer_errc::phone_not_occupied);
    CHECK(hidden.find("99966") == std::string::npos);
    static_cast<void>(me.refusal("+99966000000", peer_errc::phone_not_occupied));
    static_cast<void>(me.refusal("+1", peer_errc::invalid_phone));
    CHECK(me.called().size() == 2);
}

TEST_CASE("an invite link leads to a chat that the account is in, and else says so") {
    tests::script steps;
    account me{steps};
    me.calls.answer_with<api::messages::checkChatInvite>(
        [](const api::messages::checkChatInvite& asked) -> api::ChatInvite {
            if (asked.hash == "gone")
                throw rpc_error{400, "INVITE_HASH_EXPIRED"};
            if (asked.hash == "preview") {
                api::chatInvite preview;
                preview.photo = api::photoEmpty{};
                return preview;
            }
            if (asked.hash == "peek") {
                api::chatInvitePeek peek;
                peek.chat = channel_numbered(9);
                return peek;
            }
            api::chatInviteAlready already;
            already.chat = channel_numbered(8);
            return already;
        }
    );
    CHECK(hash_of(me.resolve("t.me/+joined")) == 80);
    CHECK(me.resolve("t.me/joinchat/peek").id == -1000000000009);
    CHECK(
        me.refusal("t.me/+preview", peer_errc::not_joined).find("join it first") !=
        std::string::npos
    );
    const auto gone = me.refusal("https://t.me/+gone", peer_errc::invite_expired);
    CHECK(gone.find("ask for a new one") != std::string::npos);
    CHECK(gone.find("+gone") == std::string::npos);
    static_cast<void>(me.refusal("t.me/addstickers/x", peer_errc::not_a_chat_link));
    for (const auto* malformed : {"t.me/+se!cret", "t.me/%2Bse!cret", "T.ME/JoinChat/se!cret"})
        CHECK(me.refusal(malformed, peer_errc::not_a_chat_link).find("cret") == std::string::npos);
}

TEST_CASE("a basic group that became a supergroup is followed, and the program is told once"
) { // T19
    tests::script steps;
    account me{steps};
    answer_groups(me, {group_of(4), group_that_became(5, 8)});
    std::vector<std::int64_t> told;
    me.resolver.on_migrated([&told](const chat_migrated& change) {
        told.push_back(change.from);
        told.push_back(change.to);
    });
    CHECK(me.resolve(-4).input.get_if<api::inputPeerChat>()->chat_id == 4);
    CHECK(told.empty());
    for (int again = 0; again < 2; ++again) {
        const auto moved = me.resolve(-5);
        CHECK(moved.id == -1000000000008);
        CHECK(hash_of(moved) == 80);
    }
    CHECK(me.resolve(-4).id == -4);
    CHECK(told == std::vector<std::int64_t>{-5, -1000000000008});
    CHECK(me.called() == names{"messages.getChats", "messages.getChats"});
    // One that comes along later is followed without a question.
    me.resolver.learn(group_that_became(4, 9));
    CHECK(me.recent.note(channel_info{9, peer_auth{90}, {}}));
    CHECK(me.resolve(-4).id == -1000000000009);
    CHECK(me.called().size() == 2);
}

TEST_CASE("what groups became is remembered of a limited number, and of the latest ones") {
    detail::migrations known;
    const auto group = [](std::size_t at) {
        return peer_id::chat(static_cast<std::int64_t>(at) + 1).value();
    };
    constexpr auto most = detail::migrations::most;
    known.note(group(0), peer_id::channel(8).value());
    known.find(group(0))->told = true;
    known.note(group(0), peer_id::channel(9).value()); // changes nothing
    for (std::size_t at = 1; at != 3 * most; ++at) {
        known.note(group(at), peer_id::channel(8).value());
        REQUIRE(known.size() <= 2 * most);
        if (at == most) {
            REQUIRE(known.find(group(0)) != nullptr);
            CHECK(known.find(group(0))->told);
            CHECK(known.find(group(0))->to == peer_id::channel(8).value());
        }
    }
    CHECK(known.find(group(0)) == nullptr);
    CHECK(known.find(group(2 * most)) != nullptr);
    known.clear();
    CHECK(known.size() == 0);
}

TEST_CASE("a group that the account is not in is refused with the cure") {
    tests::script steps;
    account me{steps};
    answer_groups(me, {});
    CHECK(me.refusal(-6, peer_errc::unknown_group).find("-6: ") == 0);
}

TEST_CASE("a peer without a hash is addressed by a message that shows it") { // T17
    tests::script steps;
    account me{steps};
    CHECK(me.recent.note(channel_info{8, peer_auth{80}, {}}));
    CHECK(me.recent.note(user_info{5, peer_auth{7, true}, {}, {}}));
    api::peerChannel where;
    where.channel_id = 8;
    api::peerUser from;
    from.user_id = 5;
    api::message message;
    message.id = 40;
    message.peer_id = where;
    message.from_id = api::Peer{from};
    me.resolver.learn(message);
    api::peerChannel origin;
    origin.channel_id = 9;
    api::messageFwdHeader forwarded;
    forwarded.from_id = api::Peer{origin};
    message.id = 41;
    message.from_id.reset();
    message.fwd_from = forwarded;
    me.resolver.learn(message);
    const auto user = me.resolve(5);
    const auto* seen = user.input.get_if<api::inputPeerUserFromMessage>();
    REQUIRE(seen != nullptr);
    CHECK(user.id == 5);
    CHECK(seen->user_id == 5);
    CHECK(seen->msg_id == 40);
    CHECK(seen->peer.get_if<api::inputPeerChannel>()->access_hash == 80);
    const auto channel = me.resolve(-1000000000009);
    CHECK(channel.input.get_if<api::inputPeerChannelFromMessage>()->msg_id == 41);
    CHECK(me.called().empty());
    // A full hash is better.
    CHECK(me.recent.note(user_info{5, peer_auth{50}, {}, {}}));
    CHECK(hash_of(me.resolve(5)) == 50);
}

TEST_CASE("a message that is gone addresses nobody any more") {
    tests::script steps;
    account me{steps, true};
    CHECK(me.recent.note(channel_info{8, peer_auth{80}, {}}));
    const auto shown_in = [&me](std::int32_t id, std::int64_t user) {
        api::message message;
        message.id = id;
        message.peer_id = api::peerChannel{.channel_id = 8};
        message.from_id = api::Peer{api::peerUser{.user_id = user}};
        me.resolver.learn(message);
    };
    shown_in(40, 5);
    shown_in(41, 6);
    CHECK_FALSE(me.resolver.has_lent());
    const auto user = me.resolve(5);
    const auto other = me.resolve(6);
    CHECK(me.resolver.has_lent());
    api::messages::getHistory request;
    request.peer = user.input;
    const rpc::request sent{tl::frame{tl::encoded(request)}, api::messages::getHistory::tl_line};

    me.resolver.refused(sent, rpc_error{400, "PEER_ID_INVALID"});
    CHECK(me.resolve(5).input.is<api::inputPeerUserFromMessage>());
    me.resolver.refused(sent, rpc_error{400, "MSG_ID_INVALID"});
    me.calls.answer<api::users::getUsers>(tl::vector<api::User>{});
    static_cast<void>(me.refusal(5, peer_errc::unknown_user));
    CHECK(me.resolve(6).input.is<api::inputPeerUserFromMessage>());
    // Another one may show the user again.
    shown_in(42, 5);
    CHECK(me.resolve(5).input.get_if<api::inputPeerUserFromMessage>()->msg_id == 42);
    me.resolver.refused(sent, rpc_error{400, "MSG_ID_INVALID"});
    CHECK(me.resolve(5).input.is<api::inputPeerUserFromMessage>());
}

TEST_CASE("another account knows no names of the former one") {
    tests::script steps;
    account me{steps};
    me.calls.answer<resolve_name>(resolved_as(user_numbered(5, "news")));
    CHECK(me.resolve("@news").id == 5);
    me.resolver.set_account(2, false);
    CHECK(me.resolve("@news").id == 5);
    CHECK(me.called().size() == 2);
}

namespace {

struct look_up_scene {
    explicit look_up_scene(tests::script& steps) : me(steps) {
        me.calls.answer<resolve_name>(resolved_as(user_numbered(5, "news")));
    }
    awaitable<void> run() {
        const chat_ref chat{"@news"};
        chat_query asked{chat};
        const auto found = co_await me.resolver.resolve(std::move(asked));
        id = found.id;
    }
    void check() { CHECK(id == 5); }

    account me;
    std::int64_t id = 0;
};

} // namespace

TEST_CASE("a look-up survives a failure and a cancellation at each step") {
    CHECK(tests::replay<look_up_scene>() == names{"contacts.resolveUsername"});
}
