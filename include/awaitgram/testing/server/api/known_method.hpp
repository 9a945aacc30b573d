// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/testing/server/api/call.hpp>
#include <awaitgram/tl/codec.hpp>
#include <awaitgram/tl/frame.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <utility>

// How a query finds the handler of its method.

namespace awaitgram::testing {

/// The callers that a method allows.
enum class allowed {
    /// Signed in or not.
    anyone,
    /// Signed in, or with only the password left to prove.
    nearly_signed_in,
    users,
    bots,
    users_and_bots,
};

/// The refusal of a caller that a method does not allow.
[[nodiscard]] inline std::optional<failure<api_refusal>>
refusal_of_caller(const api_call& call, allowed to) {
    const auto signed_in = call.self != nullptr;
    if (!signed_in && call.login.awaiting_password != 0 && to > allowed::nearly_signed_in)
        return refuse(401, "SESSION_PASSWORD_NEEDED");
    if (!signed_in && to > allowed::nearly_signed_in)
        return refuse(401, "AUTH_KEY_UNREGISTERED");
    if (signed_in && call.self->bot && to == allowed::users)
        return refuse(400, "BOT_METHOD_INVALID");
    if (signed_in && !call.self->bot && to == allowed::bots)
        return refuse(400, "USER_BOT_REQUIRED");
    return std::nullopt;
}

/// Decodes a query as one method and calls its handler, if the caller is allowed to.
template <tl::function Method>
[[nodiscard]] api_reply call_method(api_call& call, const tl::frame& query, allowed to) {
    if (auto refused = refusal_of_caller(call, to))
        return *std::move(refused);
    const auto decoded = tl::decode<Method>(query);
    if (!decoded)
        return refuse(400, "INPUT_FETCH_ERROR");
    return handle(call, **decoded);
}

/// A method that the server supports.
struct known_method {
    std::uint32_t id;
    allowed to;
    api_reply (*call)(api_call&, const tl::frame&, allowed);
};

template <tl::function Method>
[[nodiscard]] constexpr known_method method_for(allowed to) {
    return {Method::tl_id, to, &call_method<Method>};
}

/// The methods about bots, business, payments, stories and stickers.
[[nodiscard]] std::span<const known_method> methods_of_extras();

} // namespace awaitgram::testing
