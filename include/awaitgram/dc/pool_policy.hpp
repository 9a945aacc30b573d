// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/rpc/lane.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace awaitgram::dc {

/// Decides how many connections of one kind a data centre gets, which of them a request takes, and when they are closed.
class pool_policy {
public:
    /// How long a connection is kept without a request.
    static constexpr std::chrono::seconds idle_limit{60};

    /// `premium` accounts may have more connections.
    pool_policy(std::int32_t dc, rpc::lane lane, bool premium = false) noexcept
        : most_(most_connections(dc, lane, premium)) {}

    /// The connection for the next request, by the numbers of requests that wait for an answer on each; nothing when another connection
    /// is to be opened for it.
    [[nodiscard]] std::optional<std::size_t> choose(std::span<const std::size_t> waiting
    ) const noexcept {
        const auto least = std::min_element(waiting.begin(), waiting.end());
        if (least == waiting.end() || (*least >= worth_another && waiting.size() < most_))
            return std::nullopt;
        return static_cast<std::size_t>(least - waiting.begin());
    }

    [[nodiscard]] std::size_t most() const noexcept { return most_; }

private:
    /// So many waiting requests on every connection are worth another one.
    static constexpr std::size_t worth_another = 2;

    // As TDLib's: the large data centres 2 and 4 allow fewer connections for uploads.
    [[nodiscard]] static std::size_t
    most_connections(std::int32_t dc, rpc::lane lane, bool premium) noexcept {
        switch (lane) {
        case rpc::lane::api:
            return 1;
        case rpc::lane::upload:
            return premium || (dc != 2 && dc != 4) ? 8 : 4;
        case rpc::lane::download:
        case rpc::lane::small_download:
        case rpc::lane::cdn:
            return premium ? 8 : 2;
        }
        return 1;
    }

    std::size_t most_;
};

} // namespace awaitgram::dc
