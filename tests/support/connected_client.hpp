// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/async/task.hpp>
#include <awaitgram/client/client.hpp>
#include <awaitgram/rpc/update_sink.hpp>
#include <awaitgram/session/memory.hpp>
#include <awaitgram/testing/clock.hpp>

#include <asio/io_context.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "memory_server.hpp"

namespace awaitgram::tests {

/// A client on a server in memory, in controlled time, with the states and the warnings that it reports.
struct connected_client final : private rpc::update_sink {
    using body = std::function<awaitable<void>(client&)>;
    using moment = monotonic_clock::time_point;

    connected_client() { configuration = server.app(); }
    ~connected_client() {
        if (!running)
            return;
        running->cancel();
        time.run_until(context, [this] { return running->ended() && watching->ended(); });
    }
    connected_client(const connected_client&) = delete;
    connected_client& operator=(const connected_client&) = delete;

    /// Gives the session a key that the server knows, and a login.
    void sign_in() {
        storage = server.session_with_key();
        const std::optional<signed_in_user> user = signed_in_user{5, false};
        bool done = false;
        const task storing{
            context.get_executor(), storage.set_self(user), [&done](const auto&) { done = true; }};
        time.run_until(context, [&done] { return done; });
        context.restart();
    }

    /// Starts the client.
    void start(body work) { start(std::move(work), any_session{storage}); }
    void start(body work, any_session session) {
        configuration.log = [this](log_level level, std::string_view line) {
            if (level >= log_level::warning)
                warnings.emplace_back(line);
        };
        rpc::update_sink* const updates = this;
        telegram.emplace(context.get_executor(), std::move(session), configuration, updates);
        watching.emplace(context.get_executor(), watch(telegram->connection_states()), nullptr);
        running.emplace(context.get_executor(), telegram->run(std::move(work)), nullptr);
    }

    /// Starts the client, which does nothing until it is cancelled.
    void start() {
        start([this](client&) { return idle(); });
    }

    void pass(monotonic_clock::duration step) { time.pass(context, step); }
    void wait_until(const std::function<bool()>& condition) { time.run_until(context, condition); }
    void run_to_end() {
        wait_until([this] { return running->ended(); });
    }

    /// Calls a method beside the body; `on_end` gets the outcome.
    struct call_end {
        bool ended = false;
        std::error_code error{};
        std::string text{};
        moment began{};
        moment at{};
        [[nodiscard]] monotonic_clock::duration took() const { return at - began; }
    };
    std::shared_ptr<call_end> ask(call_options options = {}) {
        auto end = std::make_shared<call_end>();
        end->began = time.now();
        const task asking{
            context.get_executor(),
            get_config(options),
            [this, end](const std::exception_ptr& error) {
                end->ended = true;
                end->at = time.now();
                try {
                    if (error)
                        std::rethrow_exception(error);
                } catch (const std::system_error& problem) {
                    end->error = problem.code();
                    end->text = problem.what();
                }
            }};
        return end;
    }

    [[nodiscard]] awaitable<void> get_config(call_options options = {}) {
        api::help::getConfig request;
        const auto config = co_await telegram->invoke(request, options);
        CHECK(config->this_dc == 2);
    }

    [[nodiscard]] std::ptrdiff_t connects() const {
        return std::ranges::count(steps.names(), "connect");
    }
    [[nodiscard]] bool connected() const {
        return !states.empty() && states.back().what == connection_state::kind::connected;
    }
    /// The last state of this kind; null if there is none.
    [[nodiscard]] const connection_state* last(connection_state::kind what) const {
        for (auto at = states.rbegin(); at != states.rend(); ++at)
            if (at->what == what)
                return &*at;
        return nullptr;
    }

    testing::clock time{};
    script steps{};
    memory_server server{steps};
    asio::io_context context{};
    client_config configuration{};
    memory_session storage{};
    std::vector<connection_state> states{};
    std::vector<std::string> warnings{};
    int gaps = 0;
    std::optional<client> telegram{};
    std::optional<task> running{};
    std::optional<task> watching{};

private:
    void on_updates(tl::frame, rpc::update_origin) override {}
    void on_gap() override { ++gaps; }
    void on_channel_lost(std::int64_t) override {}

    awaitable<void> watch(connection_cursor cursor) {
        for (;;) {
            auto state = co_await cursor.next();
            if (!state)
                co_return;
            states.push_back(std::move(*state));
        }
    }

    awaitable<void> idle() {
        event never{context.get_executor()};
        co_await never.wait();
    }
};

} // namespace awaitgram::tests
