// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/login/begin.hpp>
#include <awaitgram/login/detail/sign_in_flow.hpp>
#include <awaitgram/login/error.hpp>
#include <awaitgram/login/login_link.hpp>
#include <awaitgram/login/sign_in_step.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace awaitgram {

AWAITGRAM_DECL sign_in_wants sign_in_step::wants() const noexcept {
    return flow_->machine().state().wants;
}

AWAITGRAM_DECL std::string_view sign_in_step::problem() const noexcept {
    return flow_->machine().problem();
}

AWAITGRAM_DECL const rpc_error* sign_in_step::refusal() const noexcept {
    return problem().empty() || !flow_->refusal() ? nullptr : &*flow_->refusal();
}

AWAITGRAM_DECL const code_delivery& sign_in_step::code() const noexcept {
    return flow_->machine().state().code;
}

AWAITGRAM_DECL const std::string& sign_in_step::email() const noexcept {
    return flow_->machine().state().email;
}

AWAITGRAM_DECL const std::string& sign_in_step::hint() const noexcept {
    return flow_->machine().state().hint;
}

AWAITGRAM_DECL bool sign_in_step::has_recovery() const noexcept {
    return flow_->machine().state().has_recovery;
}

AWAITGRAM_DECL const std::string& sign_in_step::terms() const noexcept {
    return flow_->machine().state().terms;
}

AWAITGRAM_DECL std::string sign_in_step::link() const {
    if (wants() != sign_in_wants::scan || flow_->token().empty())
        return {};
    return login::login_link(flow_->token());
}

AWAITGRAM_DECL monotonic_clock::time_point sign_in_step::link_expires() const noexcept {
    return flow_->token_expires();
}

AWAITGRAM_DECL std::string sign_in_step::save() const {
    return login::saved(flow_->machine().state());
}

AWAITGRAM_DECL awaitable<void> sign_in_step::give_phone(std::string phone) {
    return login::sign_in_flow::give_phone(flow_, std::move(phone));
}

AWAITGRAM_DECL awaitable<void> sign_in_step::give_code(std::string code) {
    return login::sign_in_flow::give_code(flow_, std::move(code));
}

AWAITGRAM_DECL awaitable<void> sign_in_step::give_email(std::string address) {
    return login::sign_in_flow::give_email(flow_, std::move(address));
}

AWAITGRAM_DECL awaitable<void> sign_in_step::give_password(std::string password) {
    return login::sign_in_flow::give_password(flow_, std::move(password));
}

AWAITGRAM_DECL awaitable<void> sign_in_step::give_name(std::string first, std::string last) {
    return login::sign_in_flow::give_name(flow_, std::move(first), std::move(last));
}

AWAITGRAM_DECL awaitable<void> sign_in_step::resend_code() {
    return login::sign_in_flow::resend_code(flow_);
}

AWAITGRAM_DECL awaitable<void> sign_in_step::reset_email() {
    return login::sign_in_flow::reset_email(flow_);
}

AWAITGRAM_DECL awaitable<void> sign_in_step::recover_password() {
    return login::sign_in_flow::recover_password(flow_);
}

AWAITGRAM_DECL awaitable<void> sign_in_step::wait_for_scan() {
    return login::sign_in_flow::wait_for_scan(flow_);
}

AWAITGRAM_DECL awaitable<void> sign_in_step::cancel() {
    return login::sign_in_flow::cancel(flow_);
}

namespace login {

AWAITGRAM_DECL awaitable<sign_in_step> begin_sign_in(context at, std::string phone) {
    const auto flow = std::make_shared<sign_in_flow>(at);
    co_await sign_in_flow::begin(flow, std::move(phone));
    co_return sign_in_step{flow};
}

AWAITGRAM_DECL awaitable<sign_in_step> begin_qr_sign_in(context at) {
    const auto flow = std::make_shared<sign_in_flow>(at);
    co_await sign_in_flow::begin_by_token(flow);
    co_return sign_in_step{flow};
}

AWAITGRAM_DECL sign_in_step resume_sign_in(context at, std::string_view saved) {
    auto state = state_in(saved);
    if (!state)
        throw std::system_error(make_error_code(errc::malformed_state));
    return sign_in_step{std::make_shared<sign_in_flow>(at, *std::move(state))};
}

} // namespace login

} // namespace awaitgram
