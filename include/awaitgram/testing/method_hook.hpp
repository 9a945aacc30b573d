// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/bytes.hpp>
#include <awaitgram/core/result.hpp>
#include <awaitgram/core/unique_function.hpp>
#include <awaitgram/testing/server/fault_rates.hpp>
#include <awaitgram/tl/codec.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace awaitgram::testing {

class server;

/// The encoded result of a query, or its refusal.
using api_reply = result<byte_buffer, api_refusal>;

/// Refuses a call by name, such as 420 and "FLOOD_WAIT_3"; `detail` is for the log alone.
[[nodiscard]] inline failure<api_refusal>
refuse(std::int32_t code, std::string name, std::string detail = {}) {
    return failure{api_refusal{code, std::move(name), std::move(detail)}};
}

/// Leaves a call to the server: a result of a function that was given to `server::on`.
struct pass_t {};
inline constexpr pass_t pass{};

/// The result of a function that was given to `server::on`: a value of the method's result, `refuse(...)` or `pass`.
///
/// A function with several kinds of results names it: `[](const auto& call) -> ag::testing::method_reply<Method> { ... }`.
template <tl::function Method>
class method_reply {
public:
    using value_type = typename Method::tl_result;

    method_reply(pass_t) {}
    method_reply(failure<api_refusal> refused) : reply_(std::move(refused)) {}
    template <std::convertible_to<value_type> Value>
        requires(!std::same_as<std::remove_cvref_t<Value>, method_reply>)
    method_reply(Value&& value) : reply_(tl::encoded(value_type{std::forward<Value>(value)})) {}

    /// Nothing when the call is left to the server.
    [[nodiscard]] std::optional<api_reply> take() { return std::move(reply_); }

private:
    std::optional<api_reply> reply_{};
};

namespace detail {

/// Answers an encoded call of an account, or leaves it to the server.
using call_hook = unique_function<std::optional<api_reply>(const tl::frame&, std::int64_t)>;

template <class Handler, class Method>
concept hook_of =
    std::is_invocable_r_v<method_reply<Method>, Handler&, const Method&> ||
    std::is_invocable_r_v<method_reply<Method>, Handler&, const Method&, std::int64_t>;

template <tl::function Method, class Handler>
[[nodiscard]] call_hook call_hook_of(Handler handler) {
    return [handler = std::move(handler
            )](const tl::frame& query, std::int64_t account) mutable -> std::optional<api_reply> {
        const auto call = tl::decode<Method>(query);
        if (!call)
            return std::nullopt; // the server refuses it
        if constexpr (std::is_invocable_v<Handler&, const Method&, std::int64_t>)
            return method_reply<Method>{handler(**call, account)}.take();
        else
            return method_reply<Method>{handler(**call)}.take();
    };
}

} // namespace detail

/// Names a function that was given to `server::on`; valid as long as the server.
class method_hook {
public:
    /// Asks the function no more; also inside of it.
    void remove() const;

private:
    friend class server;
    method_hook(server& home, std::uint64_t number) : home_(&home), number_(number) {}

    server* home_;
    std::uint64_t number_;
};

} // namespace awaitgram::testing
