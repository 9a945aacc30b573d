// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/core/linkage.hpp>
#include <awaitgram/crypto/random.hpp>
#include <awaitgram/rpc/errc.hpp>
#include <awaitgram/rpc/sender.hpp>

#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

// Calls: from a request to the session, and from its events back to the caller.

namespace awaitgram::rpc {

/// A pending call; removes itself from the sender and the session however it ends.
struct sender::pending_call : waiter, list_link<pending_call> {
    pending_call(std::shared_ptr<sender> on, request asked, call_options with)
        : owner(std::move(on)), sent(std::move(asked)), options(with) {
        owner->calls_.push_back(*this);
    }
    pending_call(const pending_call&) = delete;
    pending_call& operator=(const pending_call&) = delete;
    ~pending_call() {
        if (id == 0 || !owner->session_)
            return;
        owner->session_->cancel(id);
        owner->schedule_flush();
    }

    [[nodiscard]] bool ended() const noexcept { return outcome || error; }
    [[nodiscard]] std::string method() const { return std::string{method_name(sent.method())}; }
    [[nodiscard]] bool may_have_run() const {
        return id != 0 && owner->session_ && owner->session_->may_have_arrived(id);
    }

    std::shared_ptr<sender> owner;
    request sent;
    call_options options;
    /// Since when it waits for a link; `moment::min()` while it never did.
    moment waits_since = moment::min();
    moment times_out_at = moment::max();
    mtproto::request_id id = 0; // 0 before it was submitted to the session and after it ended there
    std::optional<answer> outcome;
    std::exception_ptr error;
};

AWAITGRAM_DECL
sender::sender(asio::any_io_executor executor, sender_options options, sender_hooks hooks)
    : executor_(std::move(executor)), options_(std::move(options)), hooks_(std::move(hooks)),
      policy_(
          {.attempts = options_.connect_attempts,
           .outage = options_.outage_limit,
           .first_answer = options_.connect_timeout,
           .keep_key = options_.keep_key,
           .waits_for_first_link = options_.waits_for_first_link}
      ),
      waiting_calls_(executor_), alarm_(executor_), key_destroyed_(executor_) {
    if (!options_.history)
        options_.history = std::make_shared<address_history>();
    if (!options_.key)
        return;
    mtproto::client_session_options stored{.key = *options_.key};
    stored.salts = std::exchange(options_.salts, {});
    stored.salt = stored.salts.empty() ? 0 : stored.salts.back().salt;
    stored.init_prefix = options_.init_prefix;
    start_session(std::move(stored));
}

AWAITGRAM_DECL awaitable<answer> sender::exchange(request sent, call_options options) {
    if (dead_)
        std::rethrow_exception(dead_);
    pending_call call{shared_from_this(), std::move(sent), options};
    begin_limits(call);
    if (session_)
        submit(call);
    while (!call.ended()) {
        co_await waiting_calls_.wait(call);
        if (call.cancelled() && !call.ended())
            throw std::system_error(asio::error::operation_aborted);
    }
    if (call.error)
        std::rethrow_exception(call.error);
    co_return std::move(*call.outcome);
}

AWAITGRAM_DECL void sender::stop() {
    stopped_ = true;
    if (destroying_key_)
        key_destroyed_.set();
    fail_calls(std::make_exception_ptr(std::system_error(asio::error::operation_aborted)));
    if (stream_)
        stream_->close();
    wake_keeper();
}

AWAITGRAM_DECL void sender::start_session(mtproto::client_session_options options) {
    session_.emplace(std::move(options), crypto::system_random());
    calls_.for_each([this](pending_call& call) {
        if (!call.ended())
            submit(call);
    });
}

AWAITGRAM_DECL void sender::submit(pending_call& call) {
    const auto delivery = call.options.at_most_once ? mtproto::delivery::at_most_once
                                                    : mtproto::delivery::at_least_once;
    // Files are compressed already, and a try costs as much as a tenth of sending.
    const auto as_it_is = call.sent.is_secret() || call.options.lane == lane::upload;
    const auto packed = as_it_is ? mtproto::packing::never : mtproto::packing::if_smaller;
    call.id = session_->submit(call.sent.body(), &call, delivery, packed);
    schedule_flush();
}

AWAITGRAM_DECL void sender::finish(pending_call& call, answer outcome) {
    call.id = 0;
    call.outcome.emplace(std::move(outcome));
    waiting_calls_.wake(call);
}

namespace detail {

/// The error of a request that must not be called twice; `why` there is no answer.
inline std::exception_ptr fate_unknown(const std::string& method, const std::string& why) {
    return std::make_exception_ptr(std::system_error(
        make_error_code(errc::fate_unknown), why.empty() ? method : method + ", " + why
    ));
}

} // namespace detail

AWAITGRAM_DECL void sender::fail(pending_call& call, const std::exception_ptr& error) {
    call.error = call.options.at_most_once && call.may_have_run()
                     ? detail::fate_unknown(call.method(), problem_)
                     : error;
    waiting_calls_.wake(call);
}

AWAITGRAM_DECL void sender::fail_calls(const std::exception_ptr& error) {
    calls_.for_each([this, &error](pending_call& call) {
        if (!call.ended())
            fail(call, error);
    });
}

/// Delivers the events of the session.
AWAITGRAM_DECL void sender::deliver() {
    const auto call_of = [](void* owner) -> pending_call& {
        return *static_cast<pending_call*>(owner);
    };
    while (auto told = session_->poll_event()) {
        if (auto* result = told->get_if<mtproto::answer>()) {
            finish(call_of(result->owner), std::move(result->body));
        } else if (const auto* refused = told->get_if<mtproto::refusal>()) {
            auto& call = call_of(refused->owner);
            finish(call, failure(rpc_error{refused->code, refused->message, call.method()}));
        } else if (const auto* failed = told->get_if<mtproto::failed>()) {
            auto& call = call_of(failed->owner);
            call.id = 0;
            fail(
                call,
                failed->error == mtproto::errc::fate_unknown
                    ? detail::fate_unknown(call.method(), {})
                    : std::make_exception_ptr(std::system_error(failed->error, call.method()))
            );
        } else if (auto* update = told->get_if<mtproto::update>()) {
            if (hooks_.on_update)
                hooks_.on_update(std::move(update->body));
        } else if (told->get_if<mtproto::session_created>() != nullptr) {
            if (hooks_.on_gap)
                hooks_.on_gap();
        } else if (told->get_if<mtproto::salt_changed>() != nullptr || told->get_if<mtproto::salts_learned>() != nullptr) {
            report_salts();
        } else if (told->get_if<mtproto::key_destroyed>() != nullptr) {
            if (destroying_key_)
                key_destroyed_.set();
        } else if (told->get_if<mtproto::time_changed>() != nullptr) {
            report_time();
        } else if (const auto* again = told->get_if<mtproto::repeated>()) {
            log(log_level::info,
                call_of(again->owner).method() +
                    " is sent again; it is unknown whether Telegram received it before");
        }
    }
}

AWAITGRAM_DECL void sender::report_salts() {
    if (hooks_.on_salts)
        hooks_.on_salts(session_->salts(steady_now()));
}

AWAITGRAM_DECL void sender::report_time() {
    if (hooks_.on_time)
        hooks_.on_time(session_->time_offset());
}

} // namespace awaitgram::rpc
