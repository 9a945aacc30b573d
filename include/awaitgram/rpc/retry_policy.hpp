// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/rpc/error.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace awaitgram::rpc {

/// What to do about a refusal.
struct reaction {
    enum class kind { give_up, wait, migrate };

    kind what = kind::give_up;
    /// For `wait`: then ask again.
    std::chrono::seconds pause{0};
    /// For `migrate`: where the account lives; ask there.
    std::int32_t dc = 0;
};

/// Decides about the refusals of one request: flood waits up to a limit, errors of the server with growing pauses, and moves of
/// the account. Spec: https://core.telegram.org/api/errors
class retry_policy {
public:
    explicit retry_policy(std::chrono::seconds flood_wait_limit) : flood_limit_(flood_wait_limit) {}

    [[nodiscard]] reaction on(const rpc_error& refusal) {
        if (refusal.code() == 303)
            return on_migrate(refusal);
        if (refusal.code() == 420)
            return on_flood(refusal);
        if ((refusal.code() == 500 || refusal.code() < 0) && is_passing(refusal))
            return on_server_error();
        return {};
    }

private:
    static constexpr int most_hops = 3;
    static constexpr int most_waits = 5;
    static constexpr int most_failures = 4;
    static constexpr int highest_dc = 1000;

    /// Whether asking again may help. Not after -503: the server has tried for as long as it may.
    static bool is_passing(const rpc_error& refusal) {
        const auto name = refusal.name();
        return refusal.code() != -503 && name != "RANDOM_ID_DUPLICATE" &&
               name.find("AUTH_RESTART") == std::string_view::npos;
    }

    reaction on_migrate(const rpc_error& refusal) {
        const auto name = refusal.name();
        const auto account =
            name == "PHONE_MIGRATE" || name == "NETWORK_MIGRATE" || name == "USER_MIGRATE";
        const auto dc = refusal.value().value_or(0);
        if (!account || dc < 1 || dc > highest_dc || ++hops_ > most_hops)
            return {};
        return {reaction::kind::migrate, {}, dc};
    }

    reaction on_flood(const rpc_error& refusal) {
        const auto name = refusal.name();
        const auto known =
            name == "FLOOD_WAIT" || name == "FLOOD_PREMIUM_WAIT" || name == "SLOWMODE_WAIT";
        if (!known || !refusal.value() || refusal.wait() > flood_limit_ || ++waits_ > most_waits)
            return {};
        return {reaction::kind::wait, refusal.wait(), 0};
    }

    reaction on_server_error() {
        if (++failures_ > most_failures)
            return {};
        return {reaction::kind::wait, std::chrono::seconds{1 << (failures_ - 1)}, 0};
    }

    std::chrono::seconds flood_limit_;
    int hops_ = 0;
    int waits_ = 0;
    int failures_ = 0;
};

} // namespace awaitgram::rpc
