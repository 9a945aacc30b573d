// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/growing_pause.hpp>
#include <awaitgram/rpc/call_options.hpp>
#include <awaitgram/rpc/error.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace awaitgram::rpc {

/// Decides how often one request is called again after refusals that pass: flood waits up to a limit, and errors of the server
/// with growing pauses. A request that may take effect only once is called again only after refusals that say that it did not; one
/// that waits out outages is called again until the server works.
/// Spec: https://core.telegram.org/api/errors
class retry_policy {
public:
    explicit retry_policy(std::chrono::seconds flood_wait_limit, call_options options = {})
        : flood_limit_(flood_wait_limit), at_most_once_(options.at_most_once),
          waits_out_outages_(options.waits_out_outages),
          returns_all_(options.returns_passing_refusals) {}

    /// How long to wait before the request is called again; nothing when the refusal goes to the caller.
    [[nodiscard]] std::optional<std::chrono::seconds> on(const rpc_error& refusal) {
        if (returns_all_)
            return std::nullopt;
        if (refusal.code() == 420)
            return on_flood(refusal);
        const auto failed_inside = refusal.code() == 500 || refusal.code() < 0;
        if (failed_inside && !at_most_once_ && is_passing(refusal))
            return on_server_error();
        return std::nullopt;
    }

private:
    static constexpr int most_waits = 5;
    static constexpr int most_failures = 4;
    static constexpr std::chrono::seconds longest_pause{32};

    /// Whether calling again may help. Hardly after -503, because the server has tried until its own time limit.
    [[nodiscard]] bool is_passing(const rpc_error& refusal) const {
        const auto name = refusal.name();
        return (refusal.code() != -503 || waits_out_outages_) && name != "RANDOM_ID_DUPLICATE" &&
               name.find("AUTH_RESTART") == std::string_view::npos;
    }

    std::optional<std::chrono::seconds> on_flood(const rpc_error& refusal) {
        const auto name = refusal.name();
        const auto known =
            name == "FLOOD_WAIT" || name == "FLOOD_PREMIUM_WAIT" || name == "SLOWMODE_WAIT";
        if (!known || !refusal.value() || refusal.wait() > flood_limit_ || ++waits_ > most_waits)
            return std::nullopt;
        return refusal.wait();
    }

    std::optional<std::chrono::seconds> on_server_error() {
        if (++failures_ > most_failures && !waits_out_outages_)
            return std::nullopt;
        return growing_pause(failures_, std::chrono::seconds{1}, longest_pause);
    }

    std::chrono::seconds flood_limit_;
    bool at_most_once_;
    bool waits_out_outages_;
    bool returns_all_;
    int waits_ = 0;
    int failures_ = 0;
};

} // namespace awaitgram::rpc
