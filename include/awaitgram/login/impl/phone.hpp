// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/login/begin.hpp>
#include <awaitgram/login/detail/sign_in_flow.hpp>
#include <awaitgram/login/error.hpp>
#include <awaitgram/login/phone.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

namespace awaitgram::login {

namespace detail {

inline constexpr int most_answers = 3;

/// Throws the refusal of an answer that cannot be asked for again.
[[noreturn]] inline void give_up(const sign_in_flow& flow) {
    if (!flow.refusal())
        throw std::system_error(make_error_code(errc::unsupported_login));
    throw rpc_error{*flow.refusal()};
}

/// Asks one question and gives the answer.
inline awaitable<void> answer_next(const sign_in_flow::handle& flow, sign_in_prompts& prompts) {
    const auto& state = flow->machine().state();
    switch (state.wants) {
    case sign_in_wants::phone: {
        auto phone = co_await prompts.phone();
        co_await sign_in_flow::give_phone(flow, std::move(phone));
        co_return;
    }
    case sign_in_wants::code:
    case sign_in_wants::email_code:
    case sign_in_wants::recovery_code: {
        auto code = co_await prompts.code(describe(state.code));
        co_await sign_in_flow::give_code(flow, std::move(code));
        co_return;
    }
    case sign_in_wants::email: {
        if (!prompts.email)
            throw std::system_error(make_error_code(errc::unsupported_login));
        auto address = co_await prompts.email();
        co_await sign_in_flow::give_email(flow, std::move(address));
        co_return;
    }
    case sign_in_wants::name: {
        if (!prompts.name)
            throw std::system_error(make_error_code(errc::sign_up_needed));
        auto name = co_await prompts.name();
        co_await sign_in_flow::give_name(flow, std::move(name.first), std::move(name.second));
        co_return;
    }
    case sign_in_wants::password: {
        if (!prompts.password)
            give_up(*flow);
        auto password = co_await prompts.password(state.hint);
        co_await sign_in_flow::give_password(flow, std::move(password));
        co_return;
    }
    case sign_in_wants::scan:
        co_await sign_in_flow::wait_for_scan(flow);
        co_return;
    case sign_in_wants::nothing:
        co_return;
    }
}

} // namespace detail

AWAITGRAM_DECL awaitable<void> sign_in(context at, sign_in_prompts prompts) {
    const auto flow = std::make_shared<sign_in_flow>(at);
    std::string unknown;
    co_await sign_in_flow::begin(flow, std::move(unknown));
    const auto& machine = flow->machine();
    auto left = detail::most_answers;
    while (machine.state().wants != sign_in_wants::nothing) {
        const auto asked = machine.state().wants;
        const auto restarts = machine.state().restarts;
        co_await detail::answer_next(flow, prompts);
        const auto again = machine.state().wants == asked && machine.state().restarts == restarts;
        left = again ? left - 1 : detail::most_answers;
        if (left < 1)
            detail::give_up(*flow);
        if (!machine.problem().empty() && prompts.complain)
            prompts.complain(machine.problem());
    }
}

} // namespace awaitgram::login
