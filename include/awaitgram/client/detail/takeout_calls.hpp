// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/rpc/middleware/middleware.hpp>

#include <cstdint>

namespace awaitgram::detail {

/// Puts `invokeWithTakeout` around each request, but for those to content delivery networks, which know no accounts.
class takeout_calls final : public rpc::middleware {
public:
    takeout_calls(rpc::invoker& inner, std::int64_t id) noexcept : middleware(inner), id_(id) {}

    [[nodiscard]] awaitable<rpc::answer>
    call(rpc::request sent, rpc::call_options options) override;

    [[nodiscard]] std::int64_t id() const noexcept { return id_; }

private:
    std::int64_t id_;
};

} // namespace awaitgram::detail
