// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/facade.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

namespace awaitgram::detail {

template <class Result>
struct call_answer {
    std::optional<Result> answer{};
};
template <>
struct call_answer<void> {};

/// A call in progress and its answer.
template <class Call>
struct pending : call_answer<typename Call::result> {
    using type = Call;
    static constexpr bool is_write = std::is_void_v<typename Call::result>;
    static constexpr bool is_durable = requires { Call::durable; };

    explicit pending(Call from) : call(std::move(from)) {}

    /// Makes the call on the blocking part of a session.
    void perform(auto& blocking) {
        if constexpr (is_write)
            call.on(blocking);
        else
            this->answer.emplace(call.on(blocking));
    }

    Call call;
};

template <class Calls>
struct pending_of;
template <class... Calls>
struct pending_of<std::variant<Calls...>> {
    using type = std::variant<pending<Calls>...>;
};
using session_call = pending_of<session_calls>::type;

/// Carries out the calls of a session.
class session_backend {
public:
    session_backend() = default;
    session_backend(const session_backend&) = delete;
    session_backend& operator=(const session_backend&) = delete;
    virtual ~session_backend() = default;

    [[nodiscard]] virtual std::int32_t home_dc_id() const noexcept = 0;
    [[nodiscard]] virtual std::optional<awaitgram::dc_option> dc_option(std::int32_t id) const = 0;

    /// Makes a call when awaited, and stores its answer in it. `self` owns this object.
    [[nodiscard]] virtual awaitable<void>
    run(std::shared_ptr<session_backend> self, std::shared_ptr<session_call> call) = 0;
};

} // namespace awaitgram::detail
