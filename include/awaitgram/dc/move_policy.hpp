// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/rpc/call_options.hpp>
#include <awaitgram/rpc/error.hpp>

#include <cstdint>
#include <optional>

namespace awaitgram::dc {

/// Decides which refusals of one request move the account to another data centre. Spec: https://core.telegram.org/api/datacenter
class move_policy {
public:
    /// The data centre where the account lives; nothing when the refusal goes to the caller.
    [[nodiscard]] std::optional<std::int32_t> on(const rpc_error& refusal) {
        const auto name = refusal.name();
        const auto account =
            name == "PHONE_MIGRATE" || name == "NETWORK_MIGRATE" || name == "USER_MIGRATE";
        return account ? named_by(refusal) : std::nullopt;
    }

    /// The data centre where one request is to be called instead, which leaves the account where it is; nothing when the refusal goes
    /// to the caller.
    [[nodiscard]] std::optional<std::int32_t>
    elsewhere(const rpc_error& refusal, const rpc::call_options& options) {
        const auto name = refusal.name();
        const auto request = name == "FILE_MIGRATE" || name == "STATS_MIGRATE";
        return request && !options.returns_passing_refusals ? named_by(refusal) : std::nullopt;
    }

private:
    static constexpr int most_moves = 3;
    static constexpr int highest_dc = 1000;

    [[nodiscard]] std::optional<std::int32_t> named_by(const rpc_error& refusal) {
        const auto dc = refusal.value().value_or(0);
        if (refusal.code() != 303 || dc < 1 || dc > highest_dc || ++moves_ > most_moves)
            return std::nullopt;
        return dc;
    }

    int moves_ = 0;
};

} // namespace awaitgram::dc
