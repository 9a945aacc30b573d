// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/async/single_flight.hpp>
#include <awaitgram/rpc/middleware/middleware.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>

namespace awaitgram::detail {

/// Takes requests for a business connection to the data centre of the connection, for which Telegram is asked once.
/// Spec: https://core.telegram.org/api/bots/connected-business-bots
class business_routes final : public rpc::middleware {
public:
    explicit business_routes(rpc::invoker& inner) noexcept : middleware(inner) {}

    [[nodiscard]] awaitable<rpc::answer>
    call(rpc::request sent, rpc::call_options options) override {
        if (options.dc != 0 || !is_for_business(sent))
            return inner().call(std::move(sent), options);
        return call_there(std::move(sent), options);
    }

private:
    static constexpr std::size_t most_known = 10'000;

    [[nodiscard]] static bool is_for_business(const rpc::request& sent) noexcept;
    awaitable<rpc::answer> call_there(rpc::request sent, rpc::call_options options);
    awaitable<std::int32_t> dc_of(std::string connection);

    std::map<std::string, std::int32_t, std::less<>> known_{};
    single_flight<std::int32_t> lookups_{};
};

} // namespace awaitgram::detail
