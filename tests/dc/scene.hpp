// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/async/event.hpp>
#include <awaitgram/dc/datacenters.hpp>
#include <awaitgram/rpc/errc.hpp>
#include <awaitgram/rpc/invoke.hpp>
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/memory.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "../support/replay.hpp"
#include "../support/scripted_session.hpp"

namespace awaitgram::tests {

inline crypto::auth_key key(std::uint8_t fill) {
    return crypto::auth_key{byte_buffer(256, fill)};
}

/// The answers of the data centres of a scene, and the requests that they received.
struct fake_world {
    explicit fake_world(script& script_of_all) : steps(script_of_all) {}

    /// The methods that a data centre was called by.
    std::map<std::int32_t, std::vector<std::string>> called{};
    /// Called before each answer.
    std::function<awaitable<void>()> before_answer{};
    /// How many connections were stopped.
    int stopped = 0;

    script& steps;
    /// The answers of a data centre, by its number; the last one stays.
    std::map<std::int32_t, std::vector<rpc::answer>> answers{};
    std::vector<rpc::sender_options> opened{};
    std::vector<rpc::sender_hooks> hooks{};
    int kept_keys = 0;
    int replaced_keys = 0;
};

template <class T>
[[gnu::noinline]] rpc::answer answer_of(const T& value) {
    return tl::frame{tl::encoded(value)};
}

inline rpc::answer refusal_of(std::int32_t code, const char* text) {
    return failure{rpc_error{code, text}};
}

inline rpc::answer nearest_at(std::int32_t dc) {
    api::nearestDc value;
    value.country = "AQ";
    value.this_dc = dc;
    return answer_of(value);
}

class fake_connection final : public dc::connection,
                              public std::enable_shared_from_this<fake_connection> {
public:
    fake_connection(asio::any_io_executor executor, std::int32_t dc, fake_world& world)
        : stopped_(std::move(executor)), dc_(dc), world_(world) {}

    awaitable<rpc::answer> call(rpc::request sent, rpc::call_options) override {
        world_.called[dc_].emplace_back(sent.name());
        co_await world_.steps.step("call DC " + std::to_string(dc_));
        if (world_.before_answer)
            co_await world_.before_answer();
        if (ended_)
            throw std::system_error(asio::error::operation_aborted);
        auto& answers = world_.answers.at(dc_);
        auto next = answers.front();
        if (answers.size() > 1)
            answers.erase(answers.begin());
        co_return next;
    }
    awaitable<void> run() override {
        const auto self = shared_from_this();
        co_await stopped_.wait();
    }
    void stop() override {
        if (!ended_)
            ++world_.stopped;
        ended_ = true;
        stopped_.set();
    }
    awaitable<void> replace_key(std::chrono::milliseconds) override {
        ++world_.replaced_keys;
        return world_.steps.step("replace the key");
    }
    void keep_key() noexcept override { ++world_.kept_keys; }
    bool ended() const noexcept override { return ended_; }

private:
    event stopped_;
    std::int32_t dc_;
    fake_world& world_;
    bool ended_ = false;
};

/// Data centres without a network.
struct dc_scene : rpc::update_sink, rpc::answer_observer {
    explicit dc_scene(script& steps) : world(steps), session(scripted_session{steps, storage}) {}
    virtual ~dc_scene() = default;

    void on_updates(tl::frame, rpc::update_origin) override { ++pushed; }
    void on_gap() override { ++gaps; }
    void on_time(std::chrono::nanoseconds by) override { ahead = by; }
    void on_channel_lost(std::int64_t) override {}
    void on_result(const tl::frame&) override { ++results; }
    void on_peers(const tl::vector<api::User>*, const tl::vector<api::Chat>*) override {}

    /// Opens the data centres and runs `body` with them, and `afterwards` when they are closed, but still exist.
    awaitable<void> with_open(
        std::function<awaitable<void>(dc::datacenters&)> body, std::function<void()> afterwards = {}
    ) {
        const auto executor = co_await asio::this_coro::executor;
        dc::datacenters_options options;
        options.network = network;
        options.server = server;
        options.connect = [this](auto on, auto connection, auto hooks) {
            const auto home = connection.dc;
            world.opened.push_back(std::move(connection));
            world.hooks.push_back(std::move(hooks));
            return std::make_shared<fake_connection>(on, home, world);
        };
        dc::datacenters_listeners listeners{*this, *this, nullptr};
        listeners.salts = [this](std::int32_t dc, auto) { salted = dc; };
        listeners.states = [this](const connection_state&) { ++states; };
        dc::datacenters home{executor, session, std::move(options), std::move(listeners)};
        const std::function<awaitable<void>(task_group&)> all = [&](task_group& tasks
                                                                ) -> awaitable<void> {
            co_await open(home, tasks, body);
            if (afterwards)
                afterwards();
        };
        co_await with_tasks(all);
    }

    static awaitable<void> open(
        dc::datacenters& home,
        task_group& tasks,
        const std::function<awaitable<void>(dc::datacenters&)>& body
    ) {
        const auto scope = co_await home.open(tasks);
        co_await body(home);
    }

    dc_network network = dc_network::production;
    std::optional<server_address> server{};
    fake_world world;
    memory_session storage{};
    any_session session;
    int pushed = 0;
    int gaps = 0;
    std::chrono::nanoseconds ahead{};
    int results = 0;
    int states = 0;
    std::int32_t salted = 0;
};

} // namespace awaitgram::tests
