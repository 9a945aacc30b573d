// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/log.hpp>
#include <awaitgram/core/time.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/testing/method_hook.hpp> // IWYU pragma: export
#include <awaitgram/testing/server/api/data_centres.hpp>
#include <awaitgram/testing/server/api/login_state.hpp>
#include <awaitgram/testing/server/options.hpp>
#include <awaitgram/testing/server/world/change_list.hpp>
#include <awaitgram/testing/server/world/short_form.hpp>
#include <awaitgram/testing/server/world/view.hpp>
#include <awaitgram/testing/server/world/world.hpp>
#include <awaitgram/tl/codec.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace awaitgram::testing {

/// An encoded `Updates` for all sessions of an account.
struct api_push {
    std::int64_t account_id{};
    byte_buffer updates{};
    /// Not for the session whose query caused it, which has them in its result.
    bool except_caller = false;
    /// The key whose sessions get them instead of those of an account; 0 for none.
    std::int64_t key_id = 0;
};

/// One query, with everything that its handler may read and change.
struct api_call {
    world& accounts;
    const server_options& options;
    crypto::random_source& random;
    const std::optional<password_record>& password;
    const data_centres& dcs;
    login_state& login;
    /// The signed-in account; never null in methods that need one.
    account* self;
    time_point now;
    std::vector<api_push>& pushes;
    /// Whether an account has a session; updates for one without are not built. All have one when empty.
    std::function<bool(std::int64_t)> has_session{};
    /// Set by a handler whose answer comes later: the query of a bot that has to be answered first.
    std::optional<std::int64_t> awaited{};
    /// The keys whose logins were ended.
    std::vector<std::int64_t> ended_keys{};
    /// Answers to earlier calls that waited, by the queries that are answered now.
    std::vector<std::pair<std::int64_t, api_reply>> late_answers{};

    [[nodiscard]] std::int32_t date() const { return static_cast<std::int32_t>(unix_seconds(now)); }
    [[nodiscard]] view view_of(const account& viewer) const {
        return view{accounts, viewer, date()};
    }
    [[nodiscard]] view own_view() const { return view_of(*self); }

    [[nodiscard]] change_list changes() { return change_list{accounts, date()}; }

    /// Pushes changes to their accounts, but not to the session that made the call.
    void deliver(const std::vector<delivery>& deliveries) { push_changes(deliveries, true); }
    void deliver(change_list& changed) { deliver(changed.take()); }

    /// As `deliver`, also to the session that made the call, because its result does not tell of them.
    void publish(change_list& changed) { push_changes(changed.take(), false); }

    /// As `deliver`; returns the changes that concern the caller, for the result of its call.
    [[nodiscard]] api::updates_ commit(change_list& changed) {
        const auto deliveries = changed.take();
        deliver(deliveries);
        const auto own = own_view();
        api::updates_ container;
        std::set<std::int64_t> ids{self->id};
        for (const auto& each : deliveries)
            if (each.account_id == self->id)
                own.append(each, container, ids);
        own.fill_peers(container, ids);
        container.date = date();
        return container;
    }

    void push(std::int64_t account_id, const api::Updates& updates, bool except_caller = true) {
        const auto own = self != nullptr && account_id == self->id;
        pushes.push_back({account_id, tl::encoded(updates), own && except_caller});
    }

    [[nodiscard]] std::int64_t random_number() {
        std::uint8_t bytes[8]{};
        (void)random.fill(bytes);
        return load_le<std::int64_t>(bytes);
    }

    void push_changes(const std::vector<delivery>& deliveries, bool except_caller) {
        for (const auto& each : deliveries) {
            if (has_session && !has_session(each.account_id))
                continue;
            if (each.loose && each.loose->peers.empty() && each.loose->seq == 0) {
                api::updateShort alone;
                alone.update = each.loose->update;
                alone.date = date();
                push(each.account_id, api::Updates{std::move(alone)}, except_caller);
                continue;
            }
            auto updates = view_of(*accounts.find(each.account_id)).updates(each);
            auto brief = options.updates.short_messages ? short_form(updates) : std::nullopt;
            if (brief)
                push(each.account_id, *brief, except_caller);
            else if (!updates.updates.empty())
                push(each.account_id, api::Updates{std::move(updates)}, except_caller);
        }
    }
};

/// Writes a line about a call: never its arguments.
inline void log_call(
    const log_sink& log, const login_state& login, const std::string& method, const api_reply& reply
) {
    const auto account = login.account_id != 0 ? "account " + std::to_string(login.account_id)
                                               : std::string{"not signed in"};
    if (reply)
        return log(log_level::info, account + ": " + method + ": answered");
    const auto& refusal = reply.error();
    auto line = account + ": " + method + ": " + std::to_string(refusal.code) + ' ' + refusal.name;
    if (!refusal.detail.empty())
        line += " (" + refusal.detail + ')';
    log(log_level::warning, line);
}

template <class T>
[[nodiscard]] api_reply answer(const T& value) {
    return tl::encoded(value);
}

} // namespace awaitgram::testing
