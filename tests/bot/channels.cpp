// SPDX-License-Identifier: MIT
// The channels of a bot on a server that a middleware plays: skipped ones and polled ones.
#include <awaitgram/api/methods/updates.hpp>
#include <awaitgram/bot/bot.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/rpc/middleware/middleware.hpp>
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/clock.hpp>
#include <awaitgram/testing/server.hpp>
#include <awaitgram/tl/codec.hpp>
#include <awaitgram/types/message.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace ag = awaitgram;
using namespace std::chrono_literals;

namespace {

using list = std::vector<std::string>;

constexpr std::int64_t channel = 77;
constexpr std::int64_t channel_dialog = -1'000'000'000'077;

/// The answers to requests for the difference of a channel, and when they came.
struct channel_script {
    bool is_private = false;
    std::int32_t pts = 5;
    std::optional<std::int32_t> timeout{};
    list posts{};
    std::vector<ag::time_point> asked{};
};

class playing final : public ag::rpc::middleware {
public:
    playing(ag::rpc::invoker& around, std::shared_ptr<channel_script> script)
        : middleware(around), script_(std::move(script)) {}

    ag::awaitable<ag::rpc::answer>
    call(ag::rpc::request sent, ag::rpc::call_options options) override {
        if (sent.name() != "updates.getChannelDifference")
            return inner().call(std::move(sent), options);
        return answer(script_, std::move(sent));
    }

private:
    static ag::awaitable<ag::rpc::answer>
    answer(std::shared_ptr<channel_script> script, ag::rpc::request sent) {
        script->asked.push_back(ag::steady_now());
        if (script->is_private)
            co_return ag::failure(ag::rpc_error{406, "CHANNEL_PRIVATE"});
        const auto request = ag::tl::decode<ag::api::updates::getChannelDifference>(sent.body());
        ag::api::updates::channelDifference difference{};
        difference.final = true;
        if (script->timeout)
            difference.timeout = *script->timeout;
        difference.pts = script->pts;
        if ((*request)->pts < script->pts)
            for (const auto& text : std::exchange(script->posts, {})) {
                ag::api::message post{};
                post.id = script->pts;
                post.peer_id = ag::api::peerChannel{.channel_id = channel};
                post.message = text;
                difference.new_messages.push_back(std::move(post));
            }
        const ag::api::updates::ChannelDifference boxed{std::move(difference)};
        co_return ag::tl::frame{ag::tl::encoded(boxed)};
    }

    std::shared_ptr<channel_script> script_;
};

/// A bot whose session knows the channel.
struct scene {
    ag::testing::server telegram{};
    ag::testing::clock& time = telegram.clock();
    ag::testing::test_user alice = telegram.user("Alice");
    ag::memory_session storage{};
    std::shared_ptr<channel_script> script = std::make_shared<channel_script>();
    list log{};
    list heard{};
    std::optional<ag::bot> bot{};

    void make() {
        auto app = telegram.app();
        app.log = [this](ag::log_level, std::string_view line) { log.emplace_back(line); };
        app.middleware.push_back([played = script](ag::rpc::invoker& around) {
            return std::make_unique<playing>(around, played);
        });
        bot.emplace(storage, app);
        bot->on_message([this](ag::message m) -> ag::awaitable<void> {
            heard.emplace_back(m.text());
            if (m.chat_id() > 0)
                co_await m.reply(m.text());
        });
    }

    void echo(const std::string& text) {
        alice.writes(*bot, text);
        CHECK(alice.reads(*bot) == text);
    }

    /// Ends the bot, and stores a position of the channel.
    void know_channel() {
        make();
        echo("first");
        bot->stop();
        bot->context().restart();
        time.run_to_end(bot->context());
        bot.reset();
        auto data = storage.data();
        data.updates.channels = {{channel, 1}};
        storage = ag::memory_session{data};
        make();
    }

    [[nodiscard]] bool logged(std::string_view part) const {
        return std::any_of(log.begin(), log.end(), [part](const std::string& line) {
            return line.find(part) != std::string::npos;
        });
    }
};

} // namespace

TEST_CASE("the program is told which updates of a bot are skipped, and why") {
    scene s;
    s.know_channel();
    s.script->is_private = true;
    std::vector<ag::updates_skipped> skips;
    SUBCASE("by its function") {
        s.bot->on_updates_skipped([&](const ag::updates_skipped& one) { skips.push_back(one); });
        s.echo("second");
        s.time.run_until(s.bot->context(), [&] { return !skips.empty(); });
        REQUIRE(skips.size() == 1);
        CHECK(skips[0].where == channel);
        CHECK(skips[0].why == ag::updates_skipped::cause::refused);
        CHECK(skips[0].from == 1);
        CHECK(skips[0].refusal == "CHANNEL_PRIVATE");
        CHECK_FALSE(s.logged("are skipped"));
    }
    SUBCASE("by its function, although that fails") {
        s.bot->on_updates_skipped([](const ag::updates_skipped&) { throw std::runtime_error("no"); }
        );
        s.echo("second");
        s.time.run_until(s.bot->context(), [&] {
            return s.logged("the function given to on_updates_skipped failed: no");
        });
    }
    SUBCASE("by the log without one") {
        s.echo("second");
        s.time.run_until(s.bot->context(), [&] {
            return s.logged("updates of channel 77 after 1 are skipped: Telegram refuses them");
        });
    }
    s.echo("third");
}

TEST_CASE("a channel that a bot polls is asked at its interval, and brings its posts to handlers") {
    scene s;
    s.make();
    SUBCASE("as long as the program wants it") {
        auto polled = s.bot->poll_channel(channel_dialog, 10s);
        s.echo("hello");
        s.time.run_until(s.bot->context(), [&] { return s.script->asked.size() == 1; });
        s.script->pts = 6;
        s.script->posts = {"post"};
        s.time.run_until(s.bot->context(), [&] { return s.heard.size() == 2; });
        CHECK(s.heard == list{"hello", "post"});
        REQUIRE(s.script->asked.size() == 2);
        CHECK(s.script->asked[1] - s.script->asked[0] >= 10s);
        polled.stop();
        s.time.pass(s.bot->context(), 5min);
        CHECK(s.script->asked.size() == 2);
    }
    SUBCASE("and not sooner than the server says") {
        s.script->timeout = 60;
        const auto polled = s.bot->poll_channel(channel_dialog, 10s);
        s.echo("hello");
        s.time.run_until(s.bot->context(), [&] { return s.script->asked.size() == 3; });
        CHECK(s.script->asked[1] - s.script->asked[0] >= 60s);
        CHECK(s.script->asked[2] - s.script->asked[1] >= 60s);
    }
    SUBCASE("also when it was asked for while the bot runs, until the result is gone") {
        s.echo("hello");
        {
            const auto polled = s.bot->telegram().poll_channel(channel_dialog, 1s);
            s.time.run_until(s.bot->context(), [&] { return s.script->asked.size() == 2; });
        }
        s.time.pass(s.bot->context(), 5min);
        CHECK(s.script->asked.size() == 2);
    }
}

TEST_CASE("only channels can be polled") {
    scene s;
    s.make();
    for (const std::int64_t other : {std::int64_t{77}, std::int64_t{-77}, std::int64_t{0}})
        CHECK_THROWS_AS(static_cast<void>(s.bot->poll_channel(other, 1s)), std::system_error);
}
