// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/facade.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace awaitgram::detail {

template <class Result>
struct call_answer {
    std::optional<Result> answer{};
};
template <>
struct call_answer<void> {};

/// A call in progress, one of session_calls. Not a std::variant, which would double what the calls cost to compile.
class session_call {
public:
    session_call(const session_call&) = delete;
    session_call& operator=(const session_call&) = delete;
    virtual ~session_call() = default;

    /// Its place in session_calls.
    [[nodiscard]] std::size_t index() const noexcept { return index_; }

protected:
    explicit session_call(std::size_t index) noexcept : index_(index) {}

private:
    std::size_t index_;
};

template <class Call, class... Calls>
constexpr std::size_t index_in(call_list<Calls...>) {
    std::size_t index = 0;
    (void)(... || (std::is_same_v<Call, Calls> || (++index, false)));
    return index;
}

/// A call in progress and its answer.
template <class Call>
struct pending final : session_call, call_answer<typename Call::result> {
    using type = Call;
    static constexpr bool is_write = std::is_void_v<typename Call::result>;
    static constexpr bool is_durable = requires { Call::durable; };

    explicit pending(Call from)
        : session_call(index_in<Call>(session_calls{})), call(std::move(from)) {}

    /// Makes the call on the blocking part of a session.
    void perform(auto& blocking) {
        if constexpr (is_write)
            call.on(blocking);
        else
            this->answer.emplace(call.on(blocking));
    }

    Call call;
};

template <class Visitor, class... Calls>
void visit_one_of(call_list<Calls...>, session_call& call, Visitor& visitor) {
    std::size_t index = 0;
    (void)(... || (index++ == call.index() && (visitor(static_cast<pending<Calls>&>(call)), true)));
}

/// Calls `visitor` with the call as `pending<Call>&`.
template <class Visitor>
void visit(session_call& call, Visitor visitor) {
    visit_one_of(session_calls{}, call, visitor);
}

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
