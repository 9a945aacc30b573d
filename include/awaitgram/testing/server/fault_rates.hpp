// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace awaitgram::testing {

/// An rpc_error, the refusal of a query.
struct api_refusal {
    std::int32_t code{};
    std::string name{};
    /// More for the log alone.
    std::string detail{};
};

/// How often a server misbehaves; each number is a probability from 0 to 1.
///
/// The same seed and the same sequence of calls and pushes give the same faults.
struct fault_rates {
    std::uint64_t seed = 1;
    /// An update does not reach a client, as if its push were lost.
    double lost_push = 0;
    /// An update is pushed twice.
    double repeated_push = 0;
    /// An update comes late, after up to `longest_delay`, and after those that were pushed meanwhile.
    double delayed_push = 0;
    std::chrono::milliseconds longest_delay{400};
    /// The connection breaks when an update is pushed.
    double cut_at_push = 0;
    /// The connection breaks instead of a call being answered; the call is carried out.
    double cut_at_call = 0;
    /// A call of one of `refused_methods` gets one of `refusals`.
    double refused_call = 0;
    /// Names such as updates.getDifference.
    std::vector<std::string> refused_methods{
        "updates.getDifference", "updates.getChannelDifference"};
    std::vector<api_refusal> refusals{
        {500, "INTERNAL", ""}, {-503, "Timeout", ""}, {420, "FLOOD_WAIT_1", ""}};
};

} // namespace awaitgram::testing
