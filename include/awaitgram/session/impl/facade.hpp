// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/session/detail/session_backend.hpp>
#include <awaitgram/session/facade.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>

#ifdef AWAITGRAM_SEPARATE_COMPILATION
#include <tuple>
#endif

namespace awaitgram {

namespace detail {

template <class Call>
[[nodiscard]] awaitable<typename Call::result>
answer_of(std::shared_ptr<session_backend> backend, std::shared_ptr<session_call> call) {
    auto& running = *backend;
    co_await running.run(std::move(backend), call);
    co_return std::move(*static_cast<pending<Call>&>(*call).answer);
}

template <class Call>
awaitable<typename Call::result> make_call(std::shared_ptr<session_backend> backend, Call call) {
    // One kind of control block for all calls.
    std::shared_ptr<session_call> shared{
        static_cast<session_call*>(new pending<Call>(std::move(call)))};
    if constexpr (pending<Call>::is_write) {
        auto& running = *backend;
        return running.run(std::move(backend), std::move(shared));
    } else {
        return answer_of<Call>(std::move(backend), std::move(shared));
    }
}

#ifdef AWAITGRAM_SEPARATE_COMPILATION

/// Compiles make_call for every call.
template <class Calls>
struct compiled_calls;
template <class... Calls>
struct compiled_calls<call_list<Calls...>> {
    template <class Call>
    using body = awaitable<typename Call::result> (*)(std::shared_ptr<session_backend>, Call);

    static const std::tuple<body<Calls>...> bodies;
};
template <class... Calls>
const std::tuple<typename compiled_calls<call_list<Calls...>>::template body<Calls>...>
    compiled_calls<call_list<Calls...>>::bodies{&make_call<Calls>...};
template struct compiled_calls<session_calls>;

#endif

} // namespace detail

AWAITGRAM_DECL std::int32_t session_facade::home_dc_id() const noexcept {
    return backend_->home_dc_id();
}

AWAITGRAM_DECL std::optional<awaitgram::dc_option> session_facade::dc_option(std::int32_t id
) const {
    return backend_->dc_option(id);
}

AWAITGRAM_DECL awaitable<std::optional<peer_info>> session_facade::peer(std::int64_t dialog_id) {
    const auto id = peer_id::from_dialog_id(dialog_id);
    if (!id)
        throw std::system_error(id.error(), std::to_string(dialog_id));
    return peer(*id);
}

} // namespace awaitgram
