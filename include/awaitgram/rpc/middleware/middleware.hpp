// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/rpc/invoker.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

namespace awaitgram::rpc {

/// An invoker around another one; this base class passes everything on.
///
/// A middleware that does not wait returns the awaitable of the inner invoker itself, which costs no coroutine.
class middleware : public invoker {
public:
    middleware(const middleware&) = delete;
    middleware& operator=(const middleware&) = delete;
    virtual ~middleware() = default;

    [[nodiscard]] awaitable<answer> call(request sent, call_options options) override {
        return inner_->call(std::move(sent), options);
    }

    void learn(const tl::vector<api::User>* users, const tl::vector<api::Chat>* chats) override {
        inner_->learn(users, chats);
    }
    [[nodiscard]] bool saw(const tl::detail::type_entry& type, const void* value) override {
        return inner_->saw(type, value);
    }
    void affected(std::int64_t channel, std::int32_t pts, std::int32_t pts_count) override {
        inner_->affected(channel, pts, pts_count);
    }
    void found_updates(tl::frame updates) override { inner_->found_updates(std::move(updates)); }
    [[nodiscard]] std::shared_ptr<files::transfer_budget> transfers() override {
        return inner_->transfers();
    }

protected:
    /// `inner` outlives this.
    explicit middleware(invoker& inner) noexcept : inner_(&inner) {}

    [[nodiscard]] invoker& inner() const noexcept { return *inner_; }

private:
    invoker* inner_;
};

/// Puts a middleware around an invoker.
using middleware_factory = std::function<std::unique_ptr<middleware>(invoker& inner)>;

} // namespace awaitgram::rpc
