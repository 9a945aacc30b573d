// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/rpc/errc.hpp>
#include <awaitgram/rpc/middleware/middleware.hpp>
#include <awaitgram/tl/callers.hpp>
#include <awaitgram/types/self_info.hpp>

#include <string>
#include <system_error>
#include <utility>

namespace awaitgram::detail {

/// Rejects a request whose method the signed-in kind of account may not call, before any middleware sees it. Without a signed-in
/// account every request passes.
class caller_guard final : public rpc::middleware {
public:
    /// `account` outlives this.
    caller_guard(rpc::invoker& inner, const self_info& account) noexcept
        : middleware(inner), account_(&account) {}

    [[nodiscard]] awaitable<rpc::answer>
    call(rpc::request sent, rpc::call_options options) override {
        if (may_call(sent.callers()) || options.any_account)
            return inner().call(std::move(sent), options);
        return refused(
            account_->is_bot ? rpc::errc::users_only : rpc::errc::bots_only,
            std::string{sent.name()}
        );
    }

private:
    [[nodiscard]] bool may_call(tl::callers callers) const noexcept {
        const auto kind = account_->is_bot ? tl::callers::bots : tl::callers::users;
        return (callers & kind) != tl::callers::nobody || account_->id == 0;
    }

    static awaitable<rpc::answer> refused(rpc::errc why, std::string method) {
        throw std::system_error(make_error_code(why), method);
        co_return rpc::answer{tl::frame{}};
    }

    const self_info* account_;
};

} // namespace awaitgram::detail
