// SPDX-License-Identifier: MIT
// Channels that an account is added to while its client runs: what is lost there is fetched with the right access hash.
#include <awaitgram/bot/bot.hpp>
#include <awaitgram/bot/userbot.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/clock.hpp>
#include <awaitgram/testing/server.hpp>
#include <awaitgram/testing/server/player.hpp>

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/io_context.hpp>
#include <doctest/doctest.h>

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ag = awaitgram;
namespace api = awaitgram::api;

namespace {

using list = std::vector<std::string>;

struct scene {
    std::atomic<int> refused{0};
    ag::testing::server telegram{options()};
    ag::testing::clock& time = telegram.clock();
    ag::testing::test_user owner = telegram.user("Owner");
    ag::testing::test_user alice = telegram.user("Alice");
    std::int64_t channel = 0;
    list heard{};

    ag::testing::server_options options() {
        ag::testing::server_options made;
        made.log = [this](ag::log_level, std::string_view line) {
            if (line.find("updates.getChannelDifference: 4") != std::string_view::npos)
                ++refused;
        };
        return made;
    }

    template <class Account>
    void listen(Account& account) {
        account.template on<api::updateNewChannelMessage>(
            [this](auto update) -> ag::awaitable<void> {
                if (const auto* post = update->message.template get_if<api::message>())
                    heard.push_back(post->message.str());
                co_return;
            }
        );
    }

    template <class Work>
    void play(Work work) {
        telegram.on_server([&] {
            ag::testing::player acting{telegram.data_centre(), ag::steady_now()};
            work(acting);
            telegram.pump();
        });
    }

    void post(const std::string& text) {
        play([&](auto& acting) { REQUIRE(acting.post(owner.id(), channel, text)); });
    }
    void post_unheard(const std::string& text) {
        ag::testing::fault_rates deaf;
        deaf.lost_push = 1;
        telegram.set_faults(deaf);
        post(text);
        telegram.set_faults({});
    }

    /// An update shows the channel in its short form, whose access hash is of no use.
    void show_briefly(std::int64_t account) {
        api::channel brief;
        brief.min = true;
        brief.broadcast = true;
        brief.id = ag::testing::bare_id(channel);
        brief.access_hash = 4711;
        brief.title = "News";
        brief.photo = api::chatPhotoEmpty{};
        api::updateChannel update;
        update.channel_id = brief.id;
        api::updates_ container;
        container.updates.push_back(update);
        container.chats.push_back(std::move(brief));
        telegram.on_server([&] {
            telegram.data_centre().push(account, api::Updates{container}, ag::steady_now());
            telegram.pump();
        });
    }

    void check(asio::io_context& context, std::int64_t account) {
        play([&](auto& acting) {
            const auto created =
                acting.create_chat(ag::testing::chat_kind::channel, owner.id(), "News", {account});
            REQUIRE(created);
            channel = *created;
        });
        const auto hears = [&](const list& expected) {
            time.run_until(context, [&] { return heard.size() >= expected.size(); });
            CHECK(heard == expected);
        };
        post("first");
        hears({"first"});
        post_unheard("lost");
        post("third");
        hears({"first", "lost", "third"});
        show_briefly(account);
        post_unheard("lost again");
        post("last");
        hears({"first", "lost", "third", "lost again", "last"});
        CHECK(refused == 0);
    }
};

} // namespace

TEST_CASE("a bot that is added to a channel it has never seen fetches what is lost there") {
    scene s;
    ag::bot bot{ag::memory_session{}, s.telegram.app()};
    s.listen(bot);
    const auto id = s.telegram.start(bot);
    s.check(bot.context(), id);
}

TEST_CASE("a user who is added to a channel never seen before fetches what is lost there") {
    scene s;
    asio::io_context io;
    ag::userbot me{io.get_executor(), ag::memory_session{}, s.telegram.app(), s.alice.prompts()};
    s.listen(me);
    asio::co_spawn(io, me.serve(nullptr), asio::detached);
    s.time.run_until(io, [&] { return me.ready(); });
    s.check(io, s.alice.id());
    me.stop();
    s.time.run_to_end(io);
}
