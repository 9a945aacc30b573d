// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/peers/resolver.hpp>
#include <awaitgram/rpc/errc.hpp>
#include <awaitgram/rpc/middleware/middleware.hpp>
#include <awaitgram/tl/callers.hpp>
#include <awaitgram/types/self_info.hpp>

#include <memory>
#include <string>
#include <system_error>
#include <utility>

namespace awaitgram::detail {

/// Rejects a request whose method the signed-in kind of account may not call, before any middleware sees it. Without a signed-in
/// account every request passes. Tells the account's resolver of refusals that may be about the messages by which it addresses peers.
/// Has the memory of the account's transfers.
class caller_guard final : public rpc::middleware {
public:
    /// `account` outlives this.
    caller_guard(
        rpc::invoker& inner,
        const self_info& account,
        std::shared_ptr<files::transfer_budget> transfers
    ) noexcept
        : middleware(inner), account_(&account), transfers_(std::move(transfers)) {}

    [[nodiscard]] std::shared_ptr<files::transfer_budget> transfers() override {
        return transfers_;
    }

    [[nodiscard]] awaitable<rpc::answer>
    call(rpc::request sent, rpc::call_options options) override {
        if (may_call(sent.callers()) || options.any_account) {
            auto* resolver = account_->access.resolver;
            if (resolver == nullptr || !resolver->has_lent())
                return inner().call(std::move(sent), options);
            auto pending = inner().call(sent, options);
            return watched(here_, *resolver, std::move(sent), std::move(pending));
        }
        return refused(
            account_->is_bot ? rpc::errc::users_only : rpc::errc::bots_only,
            std::string{sent.name()}
        );
    }

private:
    /// There is one as long as there is the guard.
    struct presence {};

    [[nodiscard]] bool may_call(tl::callers callers) const noexcept {
        const auto kind = account_->is_bot ? tl::callers::bots : tl::callers::users;
        return (callers & kind) != tl::callers::nobody || account_->id == 0;
    }

    /// Tells the resolver of a refusal, unless the guard is gone, and the account with its resolver.
    static awaitable<rpc::answer> watched(
        std::weak_ptr<const presence> guard,
        peer_resolver& resolver,
        rpc::request sent,
        awaitable<rpc::answer> pending
    ) {
        auto got = co_await std::move(pending);
        if (!got && !guard.expired())
            resolver.refused(sent, got.error());
        co_return got;
    }
    static awaitable<rpc::answer> refused(rpc::errc why, std::string method) {
        throw std::system_error(make_error_code(why), method);
        co_return rpc::answer{tl::frame{}};
    }

    const self_info* account_;
    std::shared_ptr<files::transfer_budget> transfers_;
    std::shared_ptr<const presence> here_ = std::make_shared<const presence>();
};

} // namespace awaitgram::detail
