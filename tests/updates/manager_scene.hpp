// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/updates.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/rpc/detail/method_name.hpp>
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/clock.hpp>
#include <awaitgram/tl/codec.hpp>
#include <awaitgram/updates/detail/difference_size.hpp>
#include <awaitgram/updates/manager.hpp>

#include <asio/error.hpp>
#include <asio/io_context.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace awaitgram::tests {

/// Where a former run ended.
[[nodiscard]] inline updates_state at(std::int32_t pts, std::vector<channel_state> channels = {}) {
    return {pts, 0, 1, 0, std::move(channels)};
}

/// A fault that takes the place of one request's answer.
enum class mishap {
    none,
    server_error,
    server_timeout,
    flood_wait,
    long_flood_wait,
    outage,
    garbage,
    excess,
    refused,
    refused_with_406,
    signed_out,
    hangs,
};

/// The server's side of one account: messages by pts, and posts of channels by theirs.
class fake_account final : public rpc::invoker {
public:
    /// More messages than this come in several slices.
    std::size_t slice = 2;
    std::vector<std::string> messages{};
    std::vector<std::pair<std::int64_t, std::vector<std::string>>> channels{};

    /// The requests that were called, by the names of their methods.
    std::vector<std::string> calls{};
    /// The first request that meets `mishap`, by its place in `calls`, and how many meet it.
    std::size_t failing = static_cast<std::size_t>(-1);
    std::size_t failures = 1;
    mishap failure = mishap::none;
    /// A channel all of whose requests meet `channel_failure`.
    std::int64_t failing_channel = 0;
    mishap channel_failure = mishap::none;
    /// The channels that were asked for, one after another.
    std::vector<std::int64_t> channel_calls{};
    /// The positions that differences of the account were asked from.
    std::vector<updates::account_state> differences{};
    /// The options of the last request.
    rpc::call_options options{};
    /// Called before each answer.
    std::function<void()> before_answer{};
    /// The users that came along.
    std::size_t learned = 0;

    void
    learn(const tl::vector<api::User>* users, const tl::vector<api::Chat>* /*chats*/) override {
        learned += users != nullptr ? users->size() : 0;
    }

    awaitable<rpc::answer> call(rpc::request sent, rpc::call_options how) override {
        options = how;
        const auto at = calls.size();
        calls.emplace_back(rpc::method_name(sent.method()));
        note_difference(calls.back(), sent.body());
        auto meets = at >= failing && at < failing + failures ? failure : mishap::none;
        if (const auto channel = channel_in(calls.back(), sent.body())) {
            channel_calls.push_back(channel);
            if (channel == failing_channel)
                meets = channel_failure;
        }
        switch (meets) {
        case mishap::none:
            break;
        case mishap::server_error:
            co_return failed(500, "INTERNAL");
        case mishap::server_timeout:
            co_return failed(-503, "Timeout");
        case mishap::long_flood_wait:
            co_return failed(420, "FLOOD_WAIT_3600");
        case mishap::refused_with_406:
            co_return failed(406, "CHANNEL_PRIVATE");
        case mishap::flood_wait:
            co_return failed(420, "FLOOD_WAIT_3");
        case mishap::refused:
            co_return failed(400, "CHANNEL_INVALID");
        case mishap::signed_out:
            co_return failed(401, "AUTH_KEY_UNREGISTERED");
        case mishap::outage:
            throw std::system_error(asio::error::connection_reset);
        case mishap::garbage:
            co_return tl::frame{byte_buffer{1, 2, 3, 4}};
        case mishap::excess:
            if (calls.back() == "updates.getState")
                break;
            co_return tl::frame{excess_for(calls.back())};
        case mishap::hangs:
            co_await hang();
            break;
        }
        if (before_answer)
            before_answer();
        co_return tl::frame{answer_to(calls.back(), sent.body())};
    }

    /// An `Updates` object with messages `first` to `last`, counted from 1 as pts are.
    [[nodiscard]] tl::frame push(std::int32_t first, std::int32_t last) const {
        api::updates_ all{};
        for (auto pts = first; pts <= last; ++pts) {
            api::updateNewMessage update{};
            update.message = text(messages.at(static_cast<std::size_t>(pts) - 1), pts);
            update.pts = pts;
            update.pts_count = 1;
            all.updates.push_back(std::move(update));
        }
        all.users.push_back(sender());
        return tl::frame{tl::encoded(api::Updates{all})};
    }

    [[nodiscard]] static tl::frame push(api::Update update) {
        api::updateShort all{};
        all.update = std::move(update);
        return tl::frame{tl::encoded(api::Updates{all})};
    }

private:
    static rpc::answer failed(std::int32_t code, const char* text) {
        return failure_of(rpc_error{code, text});
    }
    static rpc::answer failure_of(rpc_error error) { return awaitgram::failure(std::move(error)); }

    static api::User sender() {
        api::user value{};
        value.id = 5;
        value.access_hash = 50;
        return value;
    }

    void note_difference(const std::string& method, const tl::frame& body) {
        if (method != "updates.getDifference")
            return;
        const auto request = tl::decode<api::updates::getDifference>(body);
        updates::account_state from;
        from.pts = (*request)->pts;
        from.qts = (*request)->qts;
        from.date = (*request)->date;
        differences.push_back(from);
    }

    static std::int64_t channel_in(const std::string& method, const tl::frame& body) {
        if (method != "updates.getChannelDifference")
            return 0;
        const auto request = tl::decode<api::updates::getChannelDifference>(body);
        const auto* channel = (*request)->channel.get_if<api::inputChannel>();
        return channel != nullptr ? channel->channel_id : 0;
    }

    /// More of the smallest updates than Telegram sends at a time.
    static byte_buffer excess_for(const std::string& method) {
        tl::vector<api::Update> updates;
        for (std::size_t i = 0; i <= updates::detail::most_in_difference; ++i)
            updates.push_back(api::updateConfig{});
        if (method == "updates.getDifference") {
            api::updates::difference all{};
            all.other_updates = std::move(updates);
            all.state = api::updates::state{.pts = 1'000'000, .date = 1};
            return tl::encoded(api::updates::Difference{all});
        }
        api::updates::channelDifference all{};
        all.other_updates = std::move(updates);
        all.pts = 1'000'000;
        all.final = true;
        return tl::encoded(api::updates::ChannelDifference{all});
    }

    static awaitable<void> hang() {
        const auto executor = co_await asio::this_coro::executor;
        event never{executor};
        co_await never.wait();
    }

    static api::message text(const std::string& what, std::int32_t id) {
        api::message message{};
        message.id = id;
        message.peer_id = api::peerUser{.user_id = 5};
        message.message = what;
        return message;
    }

    byte_buffer answer_to(const std::string& method, const tl::frame& body) const {
        const auto pts = static_cast<std::int32_t>(messages.size());
        if (method == "updates.getState") {
            api::updates::state state{};
            state.pts = pts;
            state.date = 1;
            return tl::encoded(state);
        }
        if (method == "updates.getDifference") {
            const auto request = tl::decode<api::updates::getDifference>(body);
            return tl::encoded(difference_from((*request)->pts));
        }
        const auto request = tl::decode<api::updates::getChannelDifference>(body);
        const auto* channel = (*request)->channel.get_if<api::inputChannel>();
        return tl::encoded(channel_difference_from(channel->channel_id, (*request)->pts));
    }

    template <class Messages>
    std::int32_t take_from(
        const std::vector<std::string>& all, std::int32_t pts, Messages& into, bool& complete
    ) const {
        const auto first = static_cast<std::size_t>(pts);
        const auto last = std::min(all.size(), first + slice);
        for (auto i = first; i < last; ++i)
            into.push_back(text(all[i], static_cast<std::int32_t>(i) + 1));
        complete = last == all.size();
        return static_cast<std::int32_t>(last);
    }

    api::updates::Difference difference_from(std::int32_t pts) const {
        api::updates::differenceSlice some{};
        auto complete = false;
        some.intermediate_state.pts = take_from(messages, pts, some.new_messages, complete);
        some.intermediate_state.date = 1;
        some.users.push_back(sender());
        if (some.new_messages.empty())
            return api::updates::differenceEmpty{.date = 1};
        if (!complete)
            return some;
        api::updates::difference last{};
        last.new_messages = std::move(some.new_messages);
        last.users = std::move(some.users);
        last.state = std::move(some.intermediate_state);
        return last;
    }

    api::updates::ChannelDifference
    channel_difference_from(std::int64_t id, std::int32_t pts) const {
        api::updates::channelDifference some{};
        some.pts = pts;
        some.final = true;
        for (const auto& [channel, posts] : channels)
            if (channel == id)
                some.pts = take_from(posts, pts, some.new_messages, some.final);
        return some;
    }
};

/// Records the texts of new messages, as a dispatcher whose handlers end at once or stay.
class recorder final : public updates::receiver {
public:
    std::vector<std::string> texts{};
    std::vector<std::shared_ptr<updates::delivery_token>> running{};
    bool handlers_stay = false;
    bool tells_the_log = false;
    std::size_t room = static_cast<std::size_t>(-1); // messages that can be taken
    std::vector<updates::updates_skipped> skips{};
    std::vector<updates::updates_delayed> delays{};

    void deliver(updates::ordered_update next) override {
        const auto* boxed = updates::new_message_of(*next.update);
        const auto* message = boxed != nullptr ? boxed->get_if<api::message>() : nullptr;
        if (message == nullptr)
            return;
        texts.push_back(message->message.str());
        --room;
        if (handlers_stay)
            running.push_back(std::move(next.delivery));
    }
    [[nodiscard]] bool has_room() const noexcept override { return room != 0; }
    [[nodiscard]] awaitable<void> wait_for_room() override {
        const auto executor = co_await asio::this_coro::executor;
        const auto made = std::make_shared<event>(executor);
        room_made_ = made;
        while (room == 0)
            co_await made->wait();
    }
    [[nodiscard]] bool on_skipped(const updates::updates_skipped& skipped) override {
        skips.push_back(skipped);
        return tells_the_log;
    }
    [[nodiscard]] bool on_delayed(const updates::updates_delayed& delayed) override {
        delays.push_back(delayed);
        return tells_the_log;
    }

    void make_room(std::size_t messages) {
        room = messages;
        if (const auto waiting = room_made_.lock())
            waiting->set();
    }

private:
    std::weak_ptr<event> room_made_{};
};

/// A manager with its account, its session and a clock that the test moves.
struct manager_scene {
    explicit manager_scene(any_session kept) : session(std::move(kept)) {}
    manager_scene() : manager_scene(memory_session{}) {}
    ~manager_scene() {
        if (run && !run->ended()) {
            run->cancel();
            time.pass(io, std::chrono::minutes{1});
        }
    }

    testing::clock time{};
    asio::io_context io{};
    any_session session;
    fake_account account{};
    recorder to{};
    std::vector<std::string> log{};
    updates::manager_options options{};
    std::optional<updates::manager> manager{};
    std::optional<task> run{};

    /// Stores where a former run ended.
    void store(updates_state state) {
        update_state::all everything;
        everything.state = std::move(state);
        update_state step{std::move(everything)};
        await(session.set_update_state(std::move(step)));
    }

    [[nodiscard]] updates_state stored() {
        updates_state state;
        const std::function<awaitable<void>()> read = [&]() -> awaitable<void> {
            state = co_await session.updates_state();
        };
        await(read());
        return state;
    }

    void await(awaitable<void> work) {
        const task running{io.get_executor(), std::move(work), nullptr};
        time.settle(io);
        if (running.error())
            std::rethrow_exception(running.error());
    }

    /// Starts a new manager, as after a restart of the program.
    void start(bool is_bot = true) {
        options.is_bot = is_bot;
        options.log = [this](log_level, std::string_view line) { log.emplace_back(line); };
        manager.emplace(io.get_executor(), account, session, options);
        run.emplace(io.get_executor(), manager->run(to), nullptr);
        time.settle(io);
    }

    void push(std::int32_t first, std::int32_t last) {
        manager->on_updates(account.push(first, last), rpc::update_origin::pushed);
        time.settle(io);
    }
    void push(api::Update update) {
        manager->on_updates(fake_account::push(std::move(update)), rpc::update_origin::pushed);
        time.settle(io);
    }

    void stop() {
        manager->stop();
        time.settle(io);
    }

    /// The code that the run ended with; 0 when it returned or still runs.
    [[nodiscard]] std::int32_t refusal() const {
        try {
            if (run->error())
                std::rethrow_exception(run->error());
        } catch (const rpc_error& error) {
            return error.code();
        } catch (const std::system_error&) {
            return -1;
        }
        return 0;
    }
};

} // namespace awaitgram::tests
