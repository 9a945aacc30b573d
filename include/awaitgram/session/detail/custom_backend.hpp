// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/session/concept.hpp>
#include <awaitgram/session/detail/session_backend.hpp>

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

namespace awaitgram::detail {

/// Forwards calls to a user-defined session.
template <class Storage>
class custom_backend final : public session_backend {
public:
    explicit custom_backend(Storage storage) : storage_(std::move(storage)) {}

    [[nodiscard]] std::int32_t home_dc_id() const noexcept override {
        return storage_.home_dc_id();
    }
    [[nodiscard]] std::optional<awaitgram::dc_option> dc_option(std::int32_t id) const override {
        return storage_.dc_option(id);
    }
    [[nodiscard]] awaitable<void>
    run(std::shared_ptr<session_backend> self, std::shared_ptr<session_call> call) override {
        std::optional<awaitable<void>> passed;
        visit(*call, [&](auto& one) {
            passed.emplace(pass_on(std::move(self), std::move(call), one));
        });
        return *std::move(passed);
    }

private:
    using owner = std::shared_ptr<session_backend>;
    using call_owner = std::shared_ptr<session_call>;

    template <class Call>
    awaitable<void> pass_on(owner self, call_owner call, pending<Call>& one) {
        if constexpr (pending<Call>::is_write)
            return write(std::move(self), std::move(call), one.call.on(storage_));
        else
            return ask(std::move(self), std::move(call), one);
    }
    awaitable<void> pass_on(owner self, call_owner call, pending<calls::init>&) {
        if constexpr (requires {
                          { storage_.init() } -> std::same_as<awaitable<void>>;
                      })
            return write(std::move(self), std::move(call), storage_.init());
        else
            return nothing(std::move(self));
    }
    awaitable<void> pass_on(owner self, call_owner call, pending<calls::cache_peers>& one) {
        if constexpr (requires { storage_.cache_peers(std::move(one.call.infos)); })
            return write(std::move(self), std::move(call), one.call.on(storage_));
        else
            return one_by_one(std::move(self), std::move(one.call.infos));
    }
    awaitable<void> pass_on(owner self, call_owner call, pending<calls::save_progress>& one) {
        if constexpr (requires { storage_.save_progress(std::move(one.call.progress)); })
            return write(std::move(self), std::move(call), one.call.on(storage_));
        else
            return step_by_step(std::move(self), std::move(one.call.progress));
    }

    awaitable<void> pass_on(owner self, call_owner call, pending<calls::state>& one) {
        if constexpr (state_keeping_session<Storage>)
            return ask(std::move(self), std::move(call), one);
        else
            return refuse(session_errc::no_states);
    }
    awaitable<void> pass_on(owner self, call_owner call, pending<calls::set_state>& one) {
        if constexpr (state_keeping_session<Storage>)
            return write(std::move(self), std::move(call), one.call.on(storage_));
        else
            return refuse(session_errc::no_states);
    }

    // Own the session until the call has ended.
    static awaitable<void> write(owner, call_owner, awaitable<void> work) {
        co_await std::move(work);
    }

    template <class Call>
    awaitable<void> ask(owner, call_owner, pending<Call>& one) {
        one.answer.emplace(co_await one.call.on(storage_));
    }

    awaitable<void> nothing(owner) { co_return; }

    static awaitable<void> refuse(session_errc code) {
        throw std::system_error(make_error_code(code));
        co_return;
    }

    awaitable<void> one_by_one(owner, std::vector<peer_info> infos) {
        for (const auto& info : infos)
            if (const auto id = id_of(info); !id)
                throw std::system_error(id.error());
        for (auto& info : infos)
            co_await storage_.cache_peer(std::move(info));
    }

    awaitable<void> step_by_step(owner, update_progress progress) {
        if (const auto error = check(progress))
            throw std::system_error(error);
        for (const auto channel : progress.forgotten)
            co_await storage_.forget_channel(channel);
        if (progress.primary && progress.secondary) {
            co_await storage_.set_primary_and_secondary(*progress.primary, *progress.secondary);
        } else if (progress.primary) {
            const update_state step{*progress.primary};
            co_await storage_.set_update_state(step);
        } else if (progress.secondary) {
            const update_state step{*progress.secondary};
            co_await storage_.set_update_state(step);
        }
        for (const auto& [id, pts] : progress.channels) {
            const update_state step{update_state::channel{id, pts}};
            co_await storage_.set_update_state(step);
        }
    }

    Storage storage_;
};

} // namespace awaitgram::detail
