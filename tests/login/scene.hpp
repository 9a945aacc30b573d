// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/api/methods/auth.hpp>
#include <awaitgram/api/methods/help.hpp>
#include <awaitgram/api/methods/users.hpp>
#include <awaitgram/login/context.hpp>
#include <awaitgram/session/data.hpp>
#include <awaitgram/session/memory.hpp>

#include <cstdint>
#include <string>
#include <utility>

#include "../support/replay.hpp"
#include "../support/scripted_invoker.hpp"
#include "../support/scripted_session.hpp"

namespace awaitgram::tests {

/// A login over fakes: no server, no connection. Everything that is awaited is a step of the script.
class login_scene : public login::connection {
public:
    explicit login_scene(script& script_of_all)
        : steps(script_of_all), session(scripted_session{script_of_all, storage}),
          calls(script_of_all) {
        calls.answer<api::help::getNearestDc>(api::nearestDc{});
    }

    [[nodiscard]] std::int32_t dc() const noexcept override { return 4; }
    [[nodiscard]] bool uses_stored_key() const noexcept override { return stored_key; }
    [[nodiscard]] awaitable<bool> move_to(std::int32_t dc) override {
        co_await steps.step("move_to " + std::to_string(dc));
        co_return dc <= 5;
    }
    [[nodiscard]] awaitable<void> wait_for_scan(monotonic_clock::time_point deadline) override {
        last_deadline = deadline;
        co_await steps.step("wait_for_scan");
    }
    [[nodiscard]] awaitable<void> settle() override { return steps.step("settle"); }
    void signed_in(const api::user& user) override { kept_for = user.id; }

    [[nodiscard]] login::context context() { return {calls, session, *this, 1, "hash"}; }

    /// The authorization that Telegram grants.
    static api::auth::Authorization authorization_of(std::int64_t id, bool bot) {
        api::user user;
        user.id = id;
        user.bot = bot;
        user.self = true;
        user.access_hash = 70;
        api::auth::authorization granted;
        granted.user = std::move(user);
        return granted;
    }

    /// Whether the session holds a whole login.
    [[nodiscard]] bool holds(std::int64_t id, bool bot) const {
        const auto content = storage.data();
        const auto self = content.peer(peer_id::self_user());
        return content.self == signed_in_user{id, bot} && storage.home_dc_id() == 4 && self &&
               id_of(*self)->bare_id() == id;
    }

    script& steps;
    memory_session storage{};
    any_session session;
    scripted_invoker calls;
    bool stored_key = false;
    /// Until when a scan was waited for last.
    monotonic_clock::time_point last_deadline{};
    /// The user whose login the connection keeps its key for; 0 for none.
    std::int64_t kept_for = 0;
};

} // namespace awaitgram::tests
